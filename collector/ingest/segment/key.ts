/** Which key a request of a Segment client carries, and where. */
import type { KeyUse } from '../../store/key-use.ts';

export interface GivenKey {
  key: string;
  takes: readonly KeyUse[];
}

const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2})$/i;
const BEARER = /^Bearer +(\S+)$/i;
const KEY_LENGTH = 100;

const SECRET = /^sk_/;

/**
 * `Authorization: Basic base64(KEY:)`, or `Bearer KEY`; else the body's `writeKey`, else that of the
 * query. Only the header may hold a secret key: bodies and addresses end up in logs.
 */
export function readKey(request: Request, writeKey: string | undefined): GivenKey | undefined {
  const header = request.headers.get('Authorization');
  if (header !== null) {
    const key = BEARER.exec(header)?.[1] ?? userOfBasic(header);
    return usable(key, key !== undefined && SECRET.test(key) ? ['server'] : ['browser']);
  }
  const query = new URL(request.url).searchParams;
  return usable(writeKey ?? query.get('writeKey') ?? undefined, ['browser']);
}

function userOfBasic(header: string): string | undefined {
  const encoded = BASIC.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  try {
    return atob(encoded).split(':', 1)[0];
  } catch {
    return undefined;
  }
}

const usable = (key: string | undefined, takes: readonly KeyUse[]): GivenKey | undefined =>
  key && key.length <= KEY_LENGTH ? { key, takes } : undefined;
