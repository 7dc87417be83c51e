/** Opens a request with its secret key: `Authorization: Bearer sk_…` → one site. */
import type { Context, MiddlewareHandler } from 'hono';
import { sha256 } from './digest.ts';
import type { Environment, Scope } from './environment.ts';
import { ApiProblem } from './problem.ts';
import { liveSecretKey } from './queries/keys.ts';
import { rows } from './queries/run.ts';

/** RFC 6750 `b64token` after the scheme, whose case does not matter (RFC 9110, 11.1). */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,200}=*)$/i;

const unauthorized = (detail: string): ApiProblem => new ApiProblem('unauthorized', detail);

/**
 * Lets a request pass only with a live secret key that has one of the scopes, and notes who calls.
 * 401 without a usable key, 403 when the key lacks the scope. What is wrong with a key (unknown,
 * revoked, a write key) is not told.
 */
export function requireKey(
  scope: Scope,
  ...others: readonly Scope[]
): MiddlewareHandler<Environment> {
  return async (context, next) => {
    const header = context.req.header('Authorization');
    if (header === undefined) throw unauthorized('The header Authorization is missing.');
    const key = BEARER.exec(header)?.[1];
    if (key === undefined) throw unauthorized('The header Authorization is not `Bearer KEY`.');
    const keyHash = await sha256(key);
    const [row] = await rows(context.env.DB, liveSecretKey(keyHash));
    await assertUnderLimit(context, row?.site);
    if (!row) throw unauthorized('This is not a live secret key.');
    const scopes = row.scopes.split(' ');
    if (![scope, ...others].some((one) => scopes.includes(one))) {
      throw new ApiProblem('forbidden', `This key does not have the scope \`${scope}\`.`);
    }
    const { site: id, name, time_zone: timeZone, model, publishing } = row;
    context.set('caller', {
      site: { id, name, timeZone, model, publishing },
      keyHash,
      name: row.key_name,
      scopes,
    });
    return next();
  };
}

/**
 * Counts a request of one address to one site, or to none: guesses at keys. The address is looked
 * at and not kept. Throws a 429.
 */
export async function assertUnderLimit(
  { env, req }: Context<Environment>,
  site = '',
): Promise<void> {
  if (!env.API_LIMIT) return;
  const address = req.header('CF-Connecting-IP') ?? '';
  const { success } = await env.API_LIMIT.limit({ key: `${site}\n${address}` });
  if (success) return;
  throw new ApiProblem('too_many_requests', 'This address asks too much. Try again in a moment.');
}
