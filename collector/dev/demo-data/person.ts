/** Who somebody is before anything happens: devices, place, name, work, temper. */
import { AGENTS, BOTS, type DeviceKind } from './agents.ts';
import { ALWAYS, HOME, OFFICE, type Rhythm } from './calendar.ts';
import { type CAMPAIGNS, runOf } from './campaigns.ts';
import { CHANNELS, type Channel } from './channels.ts';
import type { Dice, Weighed } from './dice.ts';
import { type Sex, WORDS, type Words } from './names.ts';
import { PLACES, type Place } from './places.ts';

type Campaign = (typeof CAMPAIGNS)[number];

/** How far somebody goes: looks and leaves, looks about, climbs, buys. */
export type Temper = 'bouncer' | 'browser' | 'shopper' | 'buyer' | 'software';

export interface Device {
  /** the visitor id of the script */
  visitor: string;
  agent: string;
}

export interface Person {
  temper: Temper;
  /** the second one is used when somebody has signed in */
  devices: readonly [Device, ...Device[]];
  place: Place;
  rhythm: Rhythm;
  words: Words;
  user: string;
  /** as the SHA-256 of an address is written; there is none behind it */
  email: string;
  traits: { [name: string]: string | number };
  /** first visit's */
  channel: Channel;
  campaign?: Campaign;
  /** the first visit falls between these, milliseconds since 1970 */
  arrives: readonly [from: number, until: number];
  /** buys with a coupon, and only then */
  bargains: boolean;
}

/** Of all people. */
export const SOFTWARE_SHARE = 0.03;
const OFFICE_SHARE = 0.18;
const SECOND_DEVICE = 0.35;
const BARGAINS = 0.18;

/** By how good the channel is: of an ordinary one, and more or fewer. */
const tempers = (quality: number): readonly Weighed<Temper>[] => [
  [13 * quality, 'buyer'],
  [14 * quality, 'shopper'],
  [26, 'browser'],
  [52 / quality, 'bouncer'],
];

export interface Era {
  from: number;
  until: number;
  campaigns: readonly Campaign[];
}

export function makePerson(dice: Dice, era: Era): Person {
  if (dice.chance(SOFTWARE_SHARE)) return makeSoftware(dice, era);
  const place = dice.weigh(PLACES);
  const works = dice.chance(OFFICE_SHARE);
  const brought = bringer(dice, era);
  const quality = brought.channel.quality * (works ? 1.3 : 1);
  return {
    ...brought,
    temper: dice.weigh(tempers(quality)),
    devices: makeDevices(dice),
    place,
    rhythm: works ? OFFICE : HOME,
    bargains: brought.campaign?.coupon !== undefined || dice.chance(BARGAINS),
    ...makeName(dice, place, works),
  };
}

type Brought = Pick<Person, 'channel' | 'campaign' | 'arrives'>;

function bringer(dice: Dice, { from, until, campaigns }: Era): Brought {
  const shares = campaigns.map((campaign) => [campaign.share, campaign] as const);
  const rest = 1 - shares.reduce((sum, [share]) => sum + share, 0);
  const campaign = dice.weigh<Campaign | undefined>([...shares, [rest, undefined]]);
  if (!campaign) return { channel: dice.weigh(CHANNELS), arrives: [from, until] };
  const arrives = runOf(campaign, from, until);
  return { channel: dice.weigh(campaign.channels), campaign, arrives };
}

function makeDevices(dice: Dice): Person['devices'] {
  const kinds: DeviceKind[] = dice.chance(0.6) ? ['mobile', 'desktop'] : ['desktop', 'mobile'];
  const [first, second] = kinds.map((kind) => makeDevice(dice, dice.weigh(AGENTS[kind])));
  if (!first) throw new RangeError('Nobody comes without a device');
  return second && dice.chance(SECOND_DEVICE) ? [first, second] : [first];
}

const makeDevice = (dice: Dice, agent: string): Device => ({
  visitor: `demo-${dice.digits(24)}`,
  agent,
});

function makeName(dice: Dice, place: Place, works: boolean) {
  const words = WORDS[place.language];
  const sex = dice.pick<Sex>(['female', 'male']);
  return {
    words,
    user: `user-${dice.digits(8)}`,
    email: dice.digits(64),
    traits: {
      name: `${dice.pick(words.first[sex])} ${dice.pick(words.last)}`,
      gender: sex,
      birth_year: dice.whole(1955, 2005),
      ...(works && { company: dice.pick(words.companies), job_title: dice.weigh(words.titles) }),
    },
  };
}

function makeSoftware(dice: Dice, { from, until }: Era): Person {
  const place = dice.weigh(PLACES);
  return {
    temper: 'software',
    channel: dice.weigh(CHANNELS),
    arrives: [from, until],
    devices: [makeDevice(dice, dice.weigh(BOTS))],
    place,
    rhythm: ALWAYS,
    bargains: false,
    ...makeName(dice, place, false),
  };
}
