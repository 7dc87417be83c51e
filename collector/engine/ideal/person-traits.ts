/** Who people are: role, region, country, age and sex, from traits and visits. */
import { valueTest } from '../match.ts';
import type { Condition } from '../model.ts';
import { ROLES, type TitleClass } from '../presets/job-titles.ts';
import type { State } from '../state.ts';
import { foldText } from '../text-fold.ts';
import { AGE_BANDS, ageBand, ageWhen } from './age.ts';
import { firstValue, onFirst, type Place, type Trait, testOn, textOf } from './trait.ts';

const TITLE: readonly Place[] = [{ trait: 'job_title' }, { trait: 'title' }];
const REGION: readonly Place[] = ['region', 'state', 'province', 'استان'].map((trait) => ({
  trait,
}));
const COUNTRY: readonly Place[] = [{ person: 'country' }, { trait: 'country' }];
const SEX: readonly Place[] = [{ trait: 'gender' }, { trait: 'sex' }];

/** How people write it; compared folded. */
const SEXES: Readonly<Record<string, string[]>> = {
  female: ['female', 'f', 'woman', 'w', 'girl', 'زن', 'خانم', 'بانو', 'دختر', 'مونث'],
  male: ['male', 'm', 'man', 'boy', 'مرد', 'آقا', 'پسر', 'مذکر'],
};

const roles = Object.entries<TitleClass>(ROLES).map(([id, { words, not }]) => {
  const says = valueTest({ words });
  const denies = valueTest({ words: not });
  const given: Condition = onFirst(TITLE, testOn({ words }));
  const when: Condition = { all: [given, { not: onFirst(TITLE, testOn({ words: not })) }] };
  return { id, fits: (title: unknown) => says(title) && !denies(title), when };
});

function roleOf(state: State): string[] {
  const title = firstValue(TITLE, state);
  if (textOf(title).length === 0) return [];
  return [roles.find(({ fits }) => fits(title))?.id ?? 'staff'];
}

/** The class itself, and none of the higher ones. */
function roleWhen(role: string): Condition {
  const place = roles.findIndex(({ id }) => id === role);
  const higher = place < 0 ? roles : roles.slice(0, place);
  const own = roles[place]?.when ?? onFirst(TITLE, testOn({ glob: ['*'] }));
  return { all: [own, ...higher.map(({ when }): Condition => ({ not: when }))] };
}

const sexes = Object.entries(SEXES).map(([id, words]) => ({ id, is: valueTest({ in: words }) }));

function sexOf(state: State): string[] {
  const given = firstValue(SEX, state);
  if (textOf(given).length === 0) return [];
  return [sexes.find(({ is }) => is(given))?.id ?? 'other'];
}

function sexWhen(sex: string): Condition {
  const words = SEXES[sex];
  if (words) return onFirst(SEX, testOn({ in: words }));
  const known = Object.values(SEXES).flat();
  return {
    all: [onFirst(SEX, testOn({ glob: ['*'] })), { not: onFirst(SEX, testOn({ in: known })) }],
  };
}

/** Codes in capitals, as ISO 3166-1 writes them. */
const countryCode = (country: string): string =>
  /^[a-z]{2}$/.test(country) ? country.toUpperCase() : country;

/** The region, also for products by region. */
export const regionOf = (state: State): string[] => textOf(firstValue(REGION, state));

export const PERSON_TRAITS = {
  job_role: {
    label: { en: 'Job role', fa: 'نقش شغلی' },
    counts: 'one',
    values: [...Object.keys(ROLES), 'staff'],
    read: ({ state }) => roleOf(state),
    when: roleWhen,
  },
  job_title: {
    label: { en: 'Job title', fa: 'عنوان شغلی' },
    counts: 'one',
    read: ({ state }) => textOf(firstValue(TITLE, state)),
    when: (title) => onFirst(TITLE, testOn({ is: foldText(title) })),
  },
  region: {
    label: { en: 'Region', fa: 'منطقه' },
    counts: 'one',
    read: ({ state }) => regionOf(state),
    when: (region) => onFirst(REGION, testOn({ is: region })),
  },
  country: {
    label: { en: 'Country', fa: 'کشور' },
    counts: 'one',
    spell: countryCode,
    read: ({ state }) => textOf(firstValue(COUNTRY, state)).map(countryCode),
    when: (country) => onFirst(COUNTRY, testOn({ is: country })),
  },
  age: {
    label: { en: 'Age', fa: 'سن' },
    counts: 'one',
    values: AGE_BANDS,
    read: ({ state, at }) => ageBand(state, at),
    when: (band, { at }) => ageWhen(band, at),
  },
  sex: {
    label: { en: 'Sex', fa: 'جنسیت' },
    counts: 'one',
    values: [...Object.keys(SEXES), 'other'],
    read: ({ state }) => sexOf(state),
    when: sexWhen,
  },
} as const satisfies Record<string, Trait>;
