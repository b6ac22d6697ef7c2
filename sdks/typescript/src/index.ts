/**
 * Sends leads to a Leadstream gateway. `Leadstream` sends and repeats; `Lead`, `Receipt`, `Verdict` and the rest are generated
 * from the gateway's OpenAPI document, as is all of `leadstream-client/generated`.
 */

import { Refused, Unexpected } from './answers.js';
import { createClient, type Client } from './generated/client/index.js';
import { sendLead, sendLeads, type BatchReceipt, type Lead, type Problem, type Receipt, type Verdict } from './generated/index.js';
import { retrying, type Fetch } from './retrying.js';

export { Refused, Unexpected } from './answers.js';
export { retrying } from './retrying.js';
export type { BatchReceipt, FieldProblem, Lead, Problem, Receipt, Refusal, Verdict } from './generated/index.js';

/** `source`: the workspace's source of what is sent, else the key's first. */
export interface Settings {
  gateway: string;
  key: string;
  source?: string;
  /** For so long the same is sent again while the gateway is away or says "later"; 60,000. */
  patienceMs?: number;
  /** How long one answer may take; 30,000. */
  longestMs?: number;
  fetch?: Fetch;
}

/**
 * `once` is the `Idempotency-Key`: give your own id where you may send the same lead again later; without it only what one call
 * repeats is known to be the same.
 */
export interface Sending {
  source?: string;
  once?: string;
}

/** A gateway and the key for it. All that sends throws Refused, Unexpected, or what `fetch` throws where nothing was heard. */
export class Leadstream {
  readonly client: Client;
  readonly #source: string | undefined;

  constructor(settings: Settings) {
    this.#source = settings.source;
    const { patienceMs = 60_000, longestMs = 30_000, fetch: inner = globalThis.fetch } = settings;
    this.client = createClient({
      baseUrl: settings.gateway.replace(/\/+$/, ''),
      auth: settings.key,
      fetch: ofTheGateway(retrying(inner, patienceMs, longestMs)),
    });
  }

  /**
   * One lead: its receipt, once the broker has it. `wait` (seconds, 10 at most) waits for the verdict: then a Verdict where it was
   * routed, Refused where it was a duplicate or rejected, and a Receipt where it took longer.
   */
  async send(lead: Lead, sending: Sending & { wait?: number } = {}): Promise<Receipt | Verdict> {
    const prefer = sending.wait ? { Prefer: `wait=${sending.wait}` } : {};
    return taken(
      await sendLead({ client: this.client, body: lead, ...this.#placed(sending, prefer) }),
    );
  }

  /** Up to 1,000 leads: a Receipt or a Refusal for each, in order, in `items`. */
  async sendMany(leads: Lead[], sending: Sending = {}): Promise<BatchReceipt> {
    return taken(await sendLeads({ client: this.client, body: leads, ...this.#placed(sending, {}) }));
  }

  #placed<More extends object>(sending: Sending, more: More) {
    const source = sending.source ?? this.#source;
    const headers = { 'Idempotency-Key': sending.once ?? crypto.randomUUID(), ...more };
    return { headers, ...(source ? { query: { source } } : {}) };
  }
}

/** What the gateway answered, where it took what was sent. */
function taken<Told>(answer: { data?: Told; error?: Problem | unknown; response?: Response }): Told {
  if (answer.data !== undefined) return answer.data;
  if (answer.response && !answer.response.ok) throw new Refused(answer.error as Problem);
  throw answer.error;
}

/** Keep away what is not the gateway's: the generated functions read every body as what the document says. */
function ofTheGateway(inner: Fetch): Fetch {
  return async (input, init) => {
    const answer = await inner(input, init);
    const wanted = answer.ok ? 'application/json' : 'application/problem+json';
    const told = (answer.headers.get('Content-Type') ?? '').split(';')[0]!.trim().toLowerCase();
    if (told !== wanted) throw new Unexpected(answer.status);
    return answer;
  };
}
