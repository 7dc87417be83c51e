/** The refusals of the collector as RFC 9457 problem details: one table. */
import type { Problem } from '../../sdk/wire.ts';

const KINDS = {
  invalid_envelope: [400, 'The request is not valid'],
  unknown_key: [401, 'The write key is not known'],
  bad_signature: [401, 'The signature does not hold'],
  wrong_origin: [403, 'This origin may not send to this site'],
  secret_in_page: [403, 'A secret key does not belong into a page'],
  forbidden: [403, 'This key may not send events'],
  not_found: [404, 'There is no such thing'],
  method_not_allowed: [405, 'This path has no such method'],
  too_large: [413, 'The request is too large'],
  unsupported: [415, 'The content type is not supported'],
  too_many_requests: [429, 'Too many requests at once'],
  internal: [500, 'An error of the server'],
  unavailable: [503, 'The storage cannot be reached'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemKind = keyof typeof KINDS;

const DETAILS: Readonly<Record<ProblemKind, string>> = {
  invalid_envelope: 'The body is not what the contract asks for.',
  unknown_key: 'No site has this key, or it has been revoked, or it is not for this door.',
  bad_signature: 'The request is not signed with the key that the site has for this provider.',
  wrong_origin: 'The page that sends is not among the origins of the site.',
  secret_in_page: 'A page sends with the write key. Revoke this secret key: others have seen it.',
  forbidden: 'The secret key needs the scope `write`.',
  not_found: 'Nothing has this path.',
  method_not_allowed: 'Events are sent by POST.',
  too_large: 'Send less at once.',
  unsupported: 'Send JSON as text/plain or application/json.',
  too_many_requests: 'One address sends more than it may. Send the rest again later.',
  internal: 'A mistake in Rung itself. It has been logged; please report it.',
  unavailable: 'Nothing that was acknowledged is lost. Send the rest again later.',
};

/** A refusal as a value. @example problem('invalid_envelope', 'sent_at is not a number', 'sent_at') */
export function problem(kind: ProblemKind, detail = DETAILS[kind], field?: string): Problem {
  const [status, title] = KINDS[kind];
  const type = `/docs/problems#${kind}`;
  return { type, title, status, detail, ...(field === undefined ? {} : { field }) };
}

/** Seconds after which a client may try again: when the storage did not answer, or it sent too much. */
const RETRY_AFTER_S: Readonly<Record<number, number>> = { 503: 5, 429: 30 };

/** A refusal over HTTP: problem details, never kept by a cache. */
export function answerProblem(body: Problem, headers: Record<string, string> = {}): Response {
  const wait = RETRY_AFTER_S[body.status];
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...(wait === undefined ? {} : { 'Retry-After': String(wait) }),
      ...headers,
    },
  });
}
