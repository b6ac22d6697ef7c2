// The client against a server that answers as it is told: what is repeated, what is told apart. `npm run build && npm test`.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { afterEach, test } from 'node:test';

import { Leadstream, Refused, Unexpected } from '../dist/index.js';

const RECEIPT = { submission_id: 's1', status_url: 'http://c/v1/operations/s1' };
const LEAD = { email: 'ada@northwind.example' };
const open = [];

afterEach(() => {
  for (const server of open.splice(0)) server.closeAllConnections(), server.close();
});

/** A gateway with these answers, one after the other; `asked` is what came. */
async function gateway(...answers) {
  const asked = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    asked.push({ url: request.url, headers: request.headers, body, at: performance.now() });
    const answer = answers.shift();
    if (answer === 'cut') return request.socket.destroy();
    if (answer === 'silence') return undefined;
    const { status, type = 'application/json', headers = {}, document } = answer;
    response.writeHead(status, { 'Content-Type': type, ...headers });
    return response.end(typeof document === 'string' ? document : JSON.stringify(document));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  const settings = { gateway: `http://127.0.0.1:${server.address().port}/`, key: 'key', source: 'web-form' };
  return { asked, client: (more = {}) => new Leadstream({ ...settings, ...more }) };
}

const taken = (more = {}) => ({ status: 202, document: { ...RECEIPT, ...more } });
const problem = (status, code, headers = {}, more = {}) => ({
  status,
  headers,
  type: 'application/problem+json',
  document: { type: `https://leadstream.dev/problems/${code}`, title: code, status, ...more },
});

test('what is sent has the key, the source, and an Idempotency-Key', async () => {
  const { asked, client } = await gateway(taken(), taken());
  assert.deepEqual(await client().send(LEAD), RECEIPT);
  await client().send({ ...LEAD, budget: 3 }, { once: 'order-1', wait: 2, source: 'other' });
  assert.equal(asked[0].url, '/v1/leads?source=web-form');
  assert.equal(asked[0].headers.authorization, 'Bearer key');
  assert.match(asked[0].headers['idempotency-key'], /^[0-9a-f-]{36}$/);
  assert.equal(asked[0].headers.prefer, undefined);
  assert.equal(asked[1].url, '/v1/leads?source=other');
  assert.deepEqual([asked[1].headers['idempotency-key'], asked[1].headers.prefer], ['order-1', 'wait=2']);
  assert.deepEqual(JSON.parse(asked[1].body), { ...LEAD, budget: 3 });
});

for (const [name, later, least] of [
  ['429 with Retry-After', problem(429, 'too-many-requests', { 'Retry-After': '1' }), 1000],
  ['503 with Retry-After', problem(503, 'unavailable', { 'Retry-After': '1' }), 1000],
  ['409 with Retry-After', problem(409, 'idempotency-key-in-use', { 'Retry-After': '0' }), 0],
  ['Retry-After as a date', problem(429, 'too-many-requests', { 'Retry-After': new Date(0).toUTCString() }), 0],
  ['502 of something in between', { status: 502, type: 'text/html', document: '<html>' }, 250],
  ['a connection that is cut', 'cut', 250],
  ['silence', 'silence', 250],
]) {
  test(`the same is sent again: ${name}`, async () => {
    const { asked, client } = await gateway(later, taken());
    assert.deepEqual(await client({ longestMs: 1_000 }).send(LEAD), RECEIPT);
    assert.equal(asked.length, 2);
    assert.equal(asked[0].headers['idempotency-key'], asked[1].headers['idempotency-key']);
    assert.equal(asked[0].body, asked[1].body);
    assert.ok(asked[1].at - asked[0].at >= least, `${asked[1].at - asked[0].at} ms`);
  });
}

test('who is to wait longer than there is patience hears it at once', async () => {
  const { asked, client } = await gateway(problem(429, 'too-many-requests', { 'Retry-After': '3600' }));
  await assert.rejects(client().send(LEAD), (error) => error instanceof Refused && error.status === 429);
  assert.equal(asked.length, 1);
});

test('patience ends', async () => {
  const { asked, client } = await gateway(...Array(50).fill('cut'));
  await assert.rejects(client({ patienceMs: 1_500 }).send(LEAD), TypeError);
  assert.ok(asked.length >= 2 && asked.length <= 6, `${asked.length}`);
});

for (const [status, code, more] of [
  [400, 'wrong-fields', { errors: [{ field: 'email', reason: 'not-text' }] }],
  [401, 'unauthorized', {}],
  [409, 'duplicate', { lead_id: 'l1' }],
  [422, 'rejected', { errors: [{ field: '', reason: 'spam' }] }],
  [500, 'unexpected', {}],
]) {
  test(`an end is told once: ${status} ${code}`, async () => {
    const { asked, client } = await gateway(problem(status, code, {}, more));
    const refused = await client().send(LEAD).catch((error) => error);
    assert.ok(refused instanceof Refused);
    assert.deepEqual([refused.status, refused.code, refused.leadId], [status, code, more.lead_id]);
    assert.deepEqual(refused.errors, more.errors ?? []);
    assert.ok(!String(refused).includes('ada@'));
    assert.equal(asked.length, 1);
  });
}

for (const [status, type] of [[200, 'text/html'], [403, 'text/html'], [404, 'application/json']]) {
  test(`what is not the gateway's is told apart: ${status} ${type}`, async () => {
    const { client } = await gateway({ status, type, document: '{}' });
    await assert.rejects(client().send(LEAD), (error) => error instanceof Unexpected && error.status === status);
  });
}

test('a verdict and a batch', async () => {
  const verdict = { ...RECEIPT, outcome: 'routed', lead_id: 's1', owner: 'bo', score: 71.5 };
  const batch = { items: [RECEIPT, { problem: problem(400, 'wrong-fields').document }], accepted: 1 };
  const { asked, client } = await gateway({ status: 200, document: verdict }, { status: 202, document: batch });
  assert.deepEqual(await client().send(LEAD, { wait: 2 }), verdict);
  assert.deepEqual(await client().sendMany([LEAD, {}]), batch);
  assert.deepEqual(JSON.parse(asked[1].body), [LEAD, {}]);
});
