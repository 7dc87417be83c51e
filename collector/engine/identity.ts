/** Two people become one, and one becomes two again: what a document says beside the log. */
import {
  type Consent,
  type Contact,
  type DeviceRecord,
  isLinked,
  type PersonDocument,
  type UserLink,
} from './document.ts';

/** The log and its fold are united by `mergeTails` and a replay. */
export type Identity = Pick<PersonDocument, 'devices' | 'users' | 'consent' | 'contacted'>;

type Devices = Identity['devices'];

/** By time; user id and device make the order whole. */
export function compareLinks(a: UserLink, b: UserLink): number {
  if (a.at !== b.at) return a.at - b.at;
  const [one, other] = [`${a.id}\n${a.device}`, `${b.id}\n${b.device}`];
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * The identity of two people who are one. In whatever order several are united, the result is the
 * same; each device keeps what is its own, so that {@link separate} can give it back.
 */
export function unite(a: Identity, b: Identity): Identity {
  const devices = bothOf(devicesOf(a), devicesOf(b));
  const users = new Map<string, UserLink>();
  for (const link of [...a.users, ...b.users].sort(compareLinks)) {
    const key = `${link.id}\n${link.device}`;
    if (!users.has(key)) users.set(key, link);
  }
  const contacted = later(a.contacted, b.contacted);
  return {
    devices,
    users: [...users.values()],
    ...consentOf(devices),
    ...(contacted && { contacted }),
  };
}

/** Only `s:server`, which is no device, can be on both sides. */
function bothOf(a: Devices, b: Devices): Devices {
  const common = Object.entries(b).flatMap(([device, record]) => {
    const other = device.startsWith('s:') ? a[device] : undefined;
    return other ? [[device, together(other, record)] as const] : [];
  });
  return { ...a, ...b, ...Object.fromEntries(common) };
}

function together(a: DeviceRecord, b: DeviceRecord): DeviceRecord {
  const contacted = later(a.contacted, b.contacted);
  const onDay = [a, b].filter(({ day }) => day === Math.max(a.day, b.day));
  return {
    first_at: Math.min(a.first_at, b.first_at),
    last_at: Math.max(a.last_at, b.last_at),
    day: Math.max(a.day, b.day),
    day_events: onDay.reduce((sum, { day_events }) => sum + day_events, 0),
    ...(contacted && { contacted }),
  };
}

/** A contact noted for the person goes with one of its devices. */
function devicesOf({ devices, contacted }: Identity): Devices {
  if (!contacted) return devices;
  const all = Object.entries(devices);
  if (all.some(([, record]) => record.contacted && sameContact(record.contacted, contacted))) {
    return devices;
  }
  const [first] = all.sort(([a, x], [b, y]) => x.first_at - y.first_at || (a < b ? -1 : 1));
  if (!first) return devices;
  const [device, record] = first;
  return { ...devices, [device]: { ...record, contacted } };
}

export interface Separated {
  rest: Identity;
  own: Identity;
  /** user ids that go with the device, because it alone brought them */
  moved: string[];
}

/** Takes a device out of a person: what it brought goes with it, what others say of a user stays. */
export function separate(whole: Identity, device: string): Separated {
  const { [device]: record, ...others } = whole.devices;
  const stay = whole.users.filter((link) => link.device !== device);
  const kept = new Set(stay.filter(isLinked).map(({ id }) => id));
  const go = whole.users.filter((link) => link.device === device);
  const links = go.map((link) =>
    isLinked(link) && kept.has(link.id) ? { ...link, by: 'unlinked' as const } : link,
  );
  const gone = record?.contacted;
  const last = whole.contacted;
  const after = last && !(gone && sameContact(gone, last)) ? last : undefined;
  return {
    rest: identityOf(others, stay, after),
    own: identityOf(record ? { [device]: record } : {}, links, undefined),
    moved: go.filter((link) => isLinked(link) && !kept.has(link.id)).map(({ id }) => id),
  };
}

/** With one device only, a contact is the person's own again. */
function identityOf(devices: Devices, users: UserLink[], contact: Contact | undefined): Identity {
  const records = Object.entries(devices);
  const contacted = records.reduce((last, [, record]) => later(last, record.contacted), contact);
  const [only, another] = records;
  const plain = only && !another ? { [only[0]]: withoutContact(only[1]) } : devices;
  return { devices: plain, users, ...consentOf(plain), ...(contacted && { contacted }) };
}

function withoutContact({ contacted: _, ...record }: DeviceRecord): DeviceRecord {
  return record;
}

const sameContact = (a: Contact, b: Contact): boolean => a.at === b.at && a.by === b.by;

const rank = ({ at, by }: Contact): string => `${String(at).padStart(16, '0')} ${by}`;

function later(a: Contact | undefined, b: Contact | undefined): Contact | undefined {
  if (!a || !b) return a ?? b;
  return rank(a) >= rank(b) ? a : b;
}

/** The last word on any device; at one moment a refusal is stronger. */
export function consentOf(devices: Devices): { consent?: Consent } {
  const given = Object.values(devices).flatMap(({ consent }) => consent ?? []);
  if (given.length === 0) return {};
  const at = Math.max(...given.map((consent) => consent.at));
  const last = given.filter((consent) => consent.at === at).map((consent) => consent.given);
  return { consent: last.includes('denied') ? 'denied' : 'granted' };
}
