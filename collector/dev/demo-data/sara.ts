/**
 * Sara, about whom the documentation asks: `user:sara`. She comes by an ad, signs up, looks at
 * prices three times, downloads the catalogue, and on the last day asks for a quote as CEO.
 */
import { AGENTS, type DeviceKind } from './agents.ts';
import { type Standing, signIn, subscribe, type Visit } from './aims.ts';
import { DAY, HOME } from './calendar.ts';
import { type Channel, DIRECT } from './channels.ts';
import type { Dice } from './dice.ts';
import type { Happening } from './happening.ts';
import { WORDS } from './names.ts';
import { CATALOGUE, productPath, SHELF } from './pages.ts';
import type { Device, Person } from './person.ts';
import { CAPITAL } from './places.ts';
import { walk } from './walk.ts';

const usual = (kind: DeviceKind): string => AGENTS[kind][0]?.[1] ?? '';
const PHONE: Device = { visitor: 'demo-sara-phone', agent: usual('mobile') };
const LAPTOP: Device = { visitor: 'demo-sara-laptop', agent: usual('desktop') };

const AD: Channel = {
  ...{ id: 'ad', quality: 1, referrer: 'https://www.google.com/', network: 'google_ads' },
  query: 'utm_source=google&utm_medium=cpc&utm_campaign=spring&utm_term=cat+food&gclid={id}',
};

/** Her visits, with the days that are left until the end. */
const VISITS: readonly (readonly [
  days: number,
  device: Device,
  channel: Channel,
  live: (visit: Visit) => void,
])[] = [
  [7.6, PHONE, AD, arrive],
  [4.6, PHONE, DIRECT, download],
  [1.6, PHONE, DIRECT, ({ walk }) => walk.open('/demo/pricing', 60)],
  [0.6, PHONE, DIRECT, ask],
  [0.4, LAPTOP, DIRECT, lookAgain],
];

export function sara(dice: Dice, until: number): { person: Person; happened: Happening[] } {
  const person = whoSheIs(until);
  const [favourite] = SHELF;
  const standing: Standing = { subscribed: false, signedIn: false, favourite };
  const happened = VISITS.flatMap(([days, device, channel, live]) => {
    const at = Math.round(until - days * DAY);
    const going = walk({ dice, device, channel, at });
    live({ dice, person, standing, walk: going });
    return going.happened;
  });
  return { person, happened };
}

function whoSheIs(until: number): Person {
  return {
    ...{
      temper: 'shopper',
      devices: [PHONE, LAPTOP],
      place: CAPITAL,
      rhythm: HOME,
      words: WORDS.fa,
    },
    user: 'sara',
    // of sara@mail.example
    email: 'ea840b65e612651ce3902b734ceba84df978c80e5f9fffd59a8fce20c07bc85f',
    traits: {
      ...{ name: 'Sara Ahmadi', gender: 'female', birth_year: 1984 },
      ...{ company: 'هتل گربه‌ها', job_title: 'مدیرعامل' },
    },
    channel: AD,
    arrives: [until - 8 * DAY, until],
    bargains: false,
  };
}

function arrive(visit: Visit): void {
  visit.walk.open('/demo/', 30);
  subscribe(visit);
  visit.walk.open('/demo/pricing', 40);
}

function download({ walk }: Visit): void {
  walk.open('/demo/pricing', 50);
  walk.act('file_download', { href: CATALOGUE, file_extension: 'pdf' });
}

function ask(visit: Visit): void {
  const { walk, person } = visit;
  walk.open('/demo/contact', 90);
  const { job_title = '' } = person.traits;
  walk.act('form_submit', { form: 'contact', purpose: 'quote', job_title });
  signIn(visit);
}

function lookAgain(visit: Visit): void {
  const { walk, standing } = visit;
  signIn(visit);
  walk.openAt(productPath(standing.favourite), standing.favourite.name, 40);
}
