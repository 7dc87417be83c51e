/** Whom a Segment message is about, and by which name the store looks for them. */
import { LIMITS } from '../../../sdk/wire.ts';
import { addressOf } from '../../store/addresses.ts';
import { sha256Hex } from '../../store/hash.ts';
import { isVisitor } from '../envelope.ts';
import { type Fields, fieldsOf } from '../fields.ts';
import { nameOfUser } from '../nobody.ts';
import { SERVER_DEVICE } from '../server-device.ts';
import { tidyText } from '../tidy-json.ts';
import type { Call } from './messages.ts';

export interface Who {
  alias: string;
  device: string;
  user?: string;
}

/**
 * A visitor's device is the surest name. Without one, a server is believed about a user id, and
 * about an address where it has no other name; from a page, a user id alone proves nothing, so it
 * is a device of its own that only claims to be that user's.
 *
 * @param trusted the message comes with a secret key
 * @returns undefined when it names nobody
 */
export async function whoIs(
  message: Fields,
  call: Call,
  trusted: boolean,
): Promise<Who | undefined> {
  const user = nameOf(message.userId);
  const visitor = nameOf(message.anonymousId) ?? (call === 'alias' && nameOf(message.previousId));
  const named = user === undefined ? {} : { user };
  if (visitor) return at(`d:${await visitorId(visitor)}`, named);
  if (user !== undefined && trusted) return { alias: `u:${user}`, device: SERVER_DEVICE, ...named };
  if (user !== undefined) return at(`d:user-${await digest(user)}`, named);
  const address = trusted ? await addressIn(message) : undefined;
  return address === undefined ? undefined : { alias: address, device: SERVER_DEVICE };
}

const at = (device: string, named: { user?: string }): Who => ({ alias: device, device, ...named });

/** Ids that clients make up when there is none name nobody; too long a one is no id. */
function nameOf(id: unknown): string | undefined {
  const text = typeof id === 'number' ? String(id) : id;
  const name = typeof text === 'string' ? nameOfUser(tidyText(text)) : undefined;
  return name !== undefined && name.length <= LIMITS.idLength ? name : undefined;
}

/** Other systems allow ids that ours does not. */
const visitorId = async (id: string): Promise<string> =>
  isVisitor(id) ? id : `anon-${await digest(id)}`;

const digest = async (text: string): Promise<string> => (await sha256Hex(text)).slice(0, 32);

/** `e:SHA256` of an address in the message's traits or properties, or of its hash there. */
async function addressIn({ traits, properties, context }: Fields): Promise<string | undefined> {
  for (const holder of [traits, properties, fieldsOf(context).traits]) {
    const { email, email_sha256 } = fieldsOf(holder);
    const props = {
      ...(typeof email === 'string' && { email }),
      ...(typeof email_sha256 === 'string' && { email_sha256 }),
    };
    const address = await addressOf({ type: 'identify', props });
    if (address !== undefined) return address;
  }
  return undefined;
}
