/** What is thrown where a lead was not taken. */

import type { FieldProblem, Problem } from './generated/index.js';

/** The gateway's answer is a problem document (RFC 9457): mend the lead, or read `leadId` of a duplicate. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly problem: Problem) {
    const found = (problem.errors ?? []).map((each) => `${each.field || 'body'}: ${each.reason}`).join(', ');
    super(`${problem.status} ${codeOf(problem)}${found && ` (${found})`}`);
  }

  /** The HTTP status. */
  get status(): number {
    return this.problem.status;
  }

  /** What kind of problem, as the last part of its `type`: `duplicate`, `rejected`, `wrong-fields`, … */
  get code(): string {
    return codeOf(this.problem);
  }

  /** The fields at fault, each with its reason; values are never repeated. */
  get errors(): FieldProblem[] {
    return this.problem.errors ?? [];
  }

  /** Of a duplicate, to who waited: the lead that is already there. */
  get leadId(): string | undefined {
    return this.problem.lead_id;
  }
}

/** An answer that is not the gateway's, such as a proxy's page; whether the lead was taken is not known. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected';

  constructor(readonly status: number) {
    super(`${status}, and no problem document`);
  }
}

function codeOf(problem: Problem): string {
  return problem.type.slice(problem.type.lastIndexOf('/') + 1);
}
