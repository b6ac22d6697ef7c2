/** Sends a request again where the gateway asks for it, or nothing was heard, for as long as there is patience. */

export type Fetch = typeof fetch;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** With `Retry-After`, says the gateway's document, the same is to be sent again; a 409 without one is an end. */
const LATER = new Set([409, 429, 503]);
/** What also whatever stands before a gateway may say, without `Retry-After`. */
const AWAY = new Set([429, 502, 503, 504]);

/**
 * A `fetch` over `inner`. What has an `Idempotency-Key`, or only reads, is sent again until it is answered or `patienceMs`
 * would be over; then the last answer is given, or the last error thrown. `longestMs` is how long one answer may take.
 */
export function retrying(inner: Fetch, patienceMs: number, longestMs: number): Fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const again = request.method === 'GET' || request.method === 'HEAD' || request.headers.has('Idempotency-Key');
    const end = performance.now() + patienceMs;
    for (let attempt = 0; ; attempt += 1) {
      const answer = await once(inner, request, longestMs);
      const pause = answer instanceof Response ? wanted(answer, attempt) : pauseOf(attempt);
      if (!again || pause === undefined || request.signal.aborted || performance.now() + pause > end) {
        if (answer instanceof Response) return answer;
        throw answer.because;
      }
      if (answer instanceof Response) await answer.body?.cancel();
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
}

/** One try, with a copy of the request: a body can be read once. */
async function once(inner: Fetch, request: Request, longestMs: number): Promise<Response | { because: unknown }> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(longestMs)]);
  try {
    return await inner(request.clone(), { signal });
  } catch (because) {
    return { because };
  }
}

/** How long to wait before the same is sent again, ms; undefined: this is the answer. */
function wanted(answer: Response, attempt: number): number | undefined {
  const told = LATER.has(answer.status) ? msOf(answer.headers.get('Retry-After') ?? '') : undefined;
  if (told !== undefined) return told + Math.random() * 250;
  return AWAY.has(answer.status) ? pauseOf(attempt) : undefined;
}

/** `Retry-After` (RFC 9110 §10.2.3) in ms from now: a number of seconds, or a date. */
function msOf(header: string): number | undefined {
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** Twice as long each time, spread by half. */
function pauseOf(attempt: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt) * (0.5 + Math.random() / 2);
}
