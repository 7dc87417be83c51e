/** All traits and habits that customers are compared by, as one table. */
import { HABITS } from './habits.ts';
import { PERSON_TRAITS } from './person-traits.ts';
import type { Known, Trait } from './trait.ts';

export const TRAITS: Readonly<Record<string, Trait>> = { ...PERSON_TRAITS, ...HABITS };

/** A person by trait; also `buyer` and `segment`, by which groups are told. */
export type Profile = Readonly<Record<string, readonly string[]>>;

export interface Member {
  buyer: boolean;
  segments: readonly string[];
}

export function profileOf(known: Known, { buyer, segments }: Member): Profile {
  const read = Object.entries(TRAITS).map(([id, trait]) => [id, trait.read(known)] as const);
  return { ...Object.fromEntries(read), buyer: [buyer ? 'yes' : 'no'], segment: segments };
}
