// The whole way over real HTTP: cron, the runtime's own fetch, and a server on the other end.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { type CreatedSite, createSite } from '../../collector/store/sites.ts';

interface Came {
  path: string;
  headers: Record<string, string>;
  text: string;
}

const PATIENCE = { timeout: 60_000 };
const came: Came[] = [];
let rung: Served;
let receiver: Server;
let site: CreatedSite;
let outside: string;

beforeAll(async () => {
  receiver = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    came.push({ path: request.url ?? '', headers: request.headers as Came['headers'], text });
    if (request.url === '/away') response.writeHead(307, { Location: '/secret' });
    response.end('thanks');
  });
  await new Promise<void>((ready) => receiver.listen(0, '127.0.0.1', ready));
  outside = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  rung = await serve({ tickEverySeconds: 0, vars: { RUNG_LOCAL_WEBHOOKS: '1' } });
  site = await createSite(rung.db, { name: 'Shop' }, Date.now());
}, PATIENCE.timeout);
afterAll(async () => {
  await rung?.stop();
  receiver?.close();
});

async function api<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
  const headers = {
    authorization: `Bearer ${site.secret_key}`,
    'content-type': 'application/json',
  };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(`${rung.url}/api/v1/webhooks${path}`, init);
  expect(response.status, path).toBeLessThan(300);
  return (await response.json()) as T;
}

const newWebhook = (path: string) =>
  api<{ id: string; secret: string }>('', 'POST', { url: `${outside}${path}`, events: [] });

test(
  'A test message arrives with the next tick, and the official library verifies it',
  PATIENCE,
  async () => {
    const { id, secret } = await newWebhook('/hook');
    const { message } = await api<{ message: string }>(`/${id}/test`, 'POST');
    await rung.tick();
    const [one] = came.filter(({ path }) => path === '/hook');
    expect(one?.headers['webhook-id']).toBe(message);
    expect(new Webhook(secret).verify(one?.text ?? '', one?.headers ?? {})).toMatchObject({
      type: 'webhook.test',
    });
    expect(await api(`/${id}/deliveries`)).toMatchObject({
      data: [{ id: message, state: 'delivered', answer: '200 thanks' }],
    });
  },
);

test('A redirect is not followed', PATIENCE, async () => {
  const { id } = await newWebhook('/away');
  await api(`/${id}/test`, 'POST');
  await rung.tick();
  expect(came.map(({ path }) => path)).toContain('/away');
  expect(came.map(({ path }) => path)).not.toContain('/secret');
  expect(await api(`/${id}/deliveries`)).toMatchObject({
    data: [{ state: 'waiting', tries: 1, answer: expect.stringMatching(/^307/) }],
  });
});
