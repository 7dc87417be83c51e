/** What rows tell → jobs of the collector's one path, those about one person together. */
import { sha256Hex } from '../../store/hash.ts';
import { checkBatch } from '../check-batch.ts';
import type { Fields } from '../fields.ts';
import type { Job } from '../job.ts';
import { whoIs } from '../segment/who.ts';
import { tidyText } from '../tidy-json.ts';
import type { Named, Told } from './row-fields.ts';

/** Events that only make a person findable by their address; nobody counts them. */
export const ADDRESS_EVENT = 'address ';

export async function jobsOf(site: string, told: readonly Told[], at: number): Promise<Job[][]> {
  const jobs = await Promise.all(told.map((one) => jobOf(site, one, at)));
  const found = jobs.filter((job) => job !== undefined);
  return [...Map.groupBy(found, ({ facts }) => facts.alias).values()];
}

async function jobOf(site: string, told: Told, at: number): Promise<Job | undefined> {
  const { userId, anonymousId, email } = told.who;
  const address = email === undefined ? undefined : await digestOf(email);
  const traits = { email_sha256: address };
  const who = await whoIs({ userId, anonymousId, traits }, 'track', true);
  if (!who) return undefined;
  const events = await eventsOf(told, address);
  const bytes = JSON.stringify(events).length;
  return {
    key: { site },
    takes: ['server'],
    origin: null,
    facts: { receivedAt: at, skew: 0, ...who, ctx: {}, userAgent: null, place: {} },
    batch: checkBatch(events, bytes, 'program'),
    confirm: [],
    sdk: 'import',
    bytes,
    beginsPerson: true,
  };
}

const digestOf = (email: string): Promise<string> => sha256Hex(tidyText(email).toLowerCase());

/** The address itself is not kept: events carry its hash. */
async function eventsOf({ who, events }: Told, address: string | undefined): Promise<Fields[]> {
  if (address === undefined) return Promise.all(events.map(shortId));
  const carry = (event: Fields): Fields =>
    givesAddress(event) ? { ...event, props: { ...propsOf(event), email_sha256: address } } : event;
  const carried = await Promise.all(events.map(carry).map(shortId));
  const [first] = carried;
  if (!first || carried.some(givesAddress)) return carried;
  return [...carried, addressEvent(who, address, first.ts)];
}

const propsOf = ({ props }: Fields): Fields => props as Fields;
const givesAddress = ({ type }: Fields): boolean =>
  type === 'identify' || String(type).startsWith('newsletter_');

function addressEvent({ userId, anonymousId }: Named, address: string, ts: unknown): Fields {
  const id = `${ADDRESS_EVENT}${address} ${userId ?? anonymousId ?? ''}`.slice(0, 200);
  const props = { user_id: userId ?? 'anonymous', email_sha256: address };
  return { id, type: 'identify', ts, props };
}

/** An id that spells a whole contact is longer than ids may be, and would tell it. */
async function shortId(event: Fields): Promise<Fields> {
  const id = String(event.id);
  return /^(purchase|refund) /.test(id) ? event : { ...event, id: `import ${await sha256Hex(id)}` };
}
