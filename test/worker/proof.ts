/** What the tests of identity share: visitors who act, and a server that vouches for a user. */
import { env } from 'cloudflare:workers';
import { signUser } from '../../collector/store/signature.ts';
import { type CreatedSite, signingKeyOf } from '../../collector/store/sites.ts';
import type { Answer, Props } from '../../sdk/wire.ts';
import { DAY, event, rowsOf, send } from './visitor.ts';

/** Something that happens now. */
export const act = (
  site: CreatedSite,
  visitor: string,
  type: string,
  props?: Props,
): Promise<Answer> => send(site, visitor, [event(Date.now(), type, props)]);

/** What the owner's server would give a page of the user. */
export async function signed(site: CreatedSite, user: string, expires = Date.now() + DAY) {
  const key = (await signingKeyOf(env.DB, site.site)) ?? '';
  return signUser(key, { site: site.site, user }, Math.floor(expires / 1000));
}

/** The same as the props of an `identify`. */
export const proving = async (site: CreatedSite, user: string): Promise<Props> => ({
  user_id: user,
  signature: await signed(site, user),
});

/** The site takes an unsigned `identify` at its word. */
export const trust = (site: CreatedSite) =>
  env.DB.prepare(`UPDATE sites SET settings = '{"trust_unsigned":true}' WHERE site = ?`)
    .bind(site.site)
    .run();

/** Whom each name stands for. */
export async function aliasesOf(site: CreatedSite): Promise<Record<string, string>> {
  const rows = await rowsOf<{ alias: string; person: string }>('aliases', site.site);
  return Object.fromEntries(rows.map(({ alias, person }) => [alias, person]));
}

/** Other rules, with nobody brought over to them yet. */
export const publish = (site: CreatedSite, version: number, model: unknown) =>
  env.DB.batch([
    env.DB.prepare(
      "INSERT INTO models (site, version, state, body, created_at, published_at) VALUES (?, ?, 'published', ?, 0, 0)",
    ).bind(site.site, version, JSON.stringify(model)),
    env.DB.prepare('UPDATE sites SET model = ? WHERE site = ?').bind(version, site.site),
  ]);
