/** Makes described calls: with their examples, or with what earlier answers told in place of them. */
import { type Call, nameOf } from './calls.ts';

/** What a path or query names that only an earlier answer can tell: a field of that answer. */
const TOLD: Readonly<Record<string, readonly [call: string, field: string]>> = {
  '/models/{v}': ['post /models', 'version'],
  '/jobs/{id}': ['post /import', 'job'],
  '/webhooks/{id}': ['post /webhooks', 'id'],
  '/keys/{hash}': ['post /keys', 'hash'],
  '/campaigns/{id}': ['post /campaigns', 'id'],
  'delete /site confirm': ['get /site', 'site'],
};

/** Calls that make what others ask about. */
export const MAKERS: ReadonlySet<string> = new Set(
  Object.values(TOLD)
    .map(([call]) => call)
    .filter((call) => call.startsWith('post ')),
);

export interface Api {
  /** of the API, without a slash at the end */
  base: string;
  key: string;
  send: (address: string, init: RequestInit) => Promise<Response>;
}

export interface Caller {
  addressOf(call: Call): string;
  make(call: Call, address?: string): Promise<Response>;
  /** keeps an answer, so that others can ask about what it tells */
  learn(call: Call, body: unknown): void;
}

export function callerOf({ base, key, send }: Api): Caller {
  const answers = new Map<string, unknown>();
  const toldOr = (call: Call, name: string, example: unknown): string => {
    const told = tellerOf(call, name);
    if (!told) return String(example);
    const answer = answers.get(told[0]) as Record<string, unknown> | undefined;
    if (answer?.[told[1]] === undefined) throw new Error(`${told[0]} has not told its ${told[1]}`);
    return String(answer[told[1]]);
  };
  const addressOf = (call: Call): string => {
    const path = call.operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(toldOr(call, name, call.path[name])),
    );
    const query = new URLSearchParams(
      Object.entries(call.query).map(([name, example]) => [name, toldOr(call, name, example)]),
    );
    return `${base}${path}${query.size > 0 ? `?${query}` : ''}`;
  };
  return {
    addressOf,
    make: (call, address = addressOf(call)) => send(address, initOf(call, key)),
    learn: (call, body) => void answers.set(nameOf(call), body),
  };
}

function tellerOf({ operation: { method, path } }: Call, name: string) {
  const upTo = path.slice(0, path.indexOf(`{${name}}`) + name.length + 2);
  return TOLD[`${method} ${path} ${name}`] ?? TOLD[upTo];
}

const initOf = ({ operation, accept, body }: Call, key: string): RequestInit => ({
  method: operation.method.toUpperCase(),
  headers: {
    Authorization: `Bearer ${key}`,
    Accept: accept,
    ...(body && { 'Content-Type': body.type }),
  },
  ...(body && { body: body.text }),
});
