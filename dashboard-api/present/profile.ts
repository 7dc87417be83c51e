/** Who a person is, as their traits and last visit tell: under whatever name the owner sent it. */
import type { State } from '../../collector/engine/index.ts';

/** What is told of a person, and the traits in which owners tell it. */
const TRAITS = {
  name: ['name', 'full_name', 'نام'],
  job_title: ['job_title', 'title', 'سمت'],
  company: ['company', 'organization', 'organisation', 'شرکت'],
  language: ['language', 'locale', 'lang'],
  country: ['country'],
  region: ['region', 'state', 'province', 'استان'],
  city: ['city', 'شهر'],
} as const satisfies Record<string, readonly string[]>;

export type Profile = Record<
  keyof typeof TRAITS | 'time_zone' | 'device' | 'browser' | 'os',
  string | null
> & { subscribed: boolean | null };

function told(traits: State['traits'], names: readonly string[]): string | null {
  const name = names.find((one) => Object.hasOwn(traits, one) && typeof traits[one] === 'string');
  return name === undefined ? null : (traits[name] as string);
}

/** What the last visit says of place stands before what traits say. */
export function profileOf({ traits, visit, subscription, ...place }: State): Profile {
  const { country, region, city, time_zone } = place;
  return {
    name: told(traits, TRAITS.name),
    job_title: told(traits, TRAITS.job_title),
    company: told(traits, TRAITS.company),
    country: country ?? told(traits, TRAITS.country),
    region: region ?? told(traits, TRAITS.region),
    city: city ?? told(traits, TRAITS.city),
    time_zone: time_zone ?? null,
    language: told(traits, TRAITS.language),
    device: visit?.agent?.device ?? null,
    browser: visit?.agent?.browser ?? null,
    os: visit?.agent?.os ?? null,
    subscribed: subscription === undefined ? null : subscription === 'active',
  };
}
