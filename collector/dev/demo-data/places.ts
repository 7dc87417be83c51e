/** Where people are, as data: the demo shop sells from Germany and to Iran. */
import type { Weighed } from './dice.ts';

export interface Place {
  country: string;
  region: string;
  city: string;
  /** IANA name */
  time_zone: string;
  /** hours from UTC, near enough to put people to bed at night */
  offset: number;
  /** the language that names and complaints are in */
  language: 'en' | 'fa';
  /** BCP 47 */
  locale: string;
}

type Town = readonly [weight: number, region: string, city: string];
type Country = Omit<Place, 'region' | 'city'> & { towns: readonly Town[] };

const IRAN: Country = {
  ...{ country: 'IR', time_zone: 'Asia/Tehran', offset: 3.5, language: 'fa', locale: 'fa-IR' },
  towns: [
    [9, 'Tehran', 'Tehran'],
    [3, 'Razavi Khorasan', 'Mashhad'],
    [3, 'Isfahan', 'Isfahan'],
    [2, 'Fars', 'Shiraz'],
    [2, 'East Azerbaijan', 'Tabriz'],
  ],
};
const GERMANY: Country = {
  ...{ country: 'DE', time_zone: 'Europe/Berlin', offset: 1, language: 'en', locale: 'de-DE' },
  towns: [
    [4, 'Berlin', 'Berlin'],
    [4, 'Bavaria', 'Munich'],
    [3, 'North Rhine-Westphalia', 'Cologne'],
    [3, 'Hamburg', 'Hamburg'],
  ],
};
const AUSTRIA: Country = {
  ...{ country: 'AT', time_zone: 'Europe/Vienna', offset: 1, language: 'en', locale: 'de-AT' },
  towns: [
    [3, 'Vienna', 'Vienna'],
    [1, 'Styria', 'Graz'],
  ],
};
const BRITAIN: Country = {
  ...{ country: 'GB', time_zone: 'Europe/London', offset: 0, language: 'en', locale: 'en-GB' },
  towns: [
    [3, 'England', 'London'],
    [1, 'Scotland', 'Edinburgh'],
  ],
};
const AMERICA: Country = {
  ...{ country: 'US', time_zone: 'America/New_York', offset: -5, language: 'en', locale: 'en-US' },
  towns: [
    [2, 'New York', 'New York'],
    [1, 'Virginia', 'Ashburn'],
  ],
};
const EMIRATES: Country = {
  ...{ country: 'AE', time_zone: 'Asia/Dubai', offset: 4, language: 'fa', locale: 'fa-IR' },
  towns: [[1, 'Dubai', 'Dubai']],
};

const COUNTRIES: readonly Weighed<Country>[] = [
  [42, IRAN],
  [34, GERMANY],
  [9, AUSTRIA],
  [7, BRITAIN],
  [4, AMERICA],
  [4, EMIRATES],
];

export const PLACES: readonly Weighed<Place>[] = COUNTRIES.flatMap(([weight, country]) => {
  const all = country.towns.reduce((sum, [share]) => sum + share, 0);
  return country.towns.map((town) => [(weight * town[0]) / all, placeOf(country, town)] as const);
});

function placeOf({ towns: _, ...rest }: Country, [, region, city]: Town): Place {
  return { ...rest, region, city };
}

/** Where most people are. */
export const CAPITAL: Place = placeOf(IRAN, [1, 'Tehran', 'Tehran']);
