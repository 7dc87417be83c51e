// The pet-food shop of the worked example, stored, and what the tests read from its figures.
import { expect } from 'vitest';
import type { IdealFigures } from '../../dashboard-api/present/schemas/ideal-customer.ts';
import { idealPeople } from '../unit/ideal-people.ts';
import { newSite, plant, type Site } from './api-fixture.ts';

export const PATH = '/ideal-customer';

export async function newShop(): Promise<Site> {
  const shop = await newSite();
  for (const { visitor, events } of idealPeople()) {
    const sent = events.map((one, i) => ({ ...one, id: `${visitor}-${i}` }));
    await plant({ site: shop.site, visitor, events: sent });
  }
  return shop;
}

/** The job that a 202 names. */
export async function jobOf(response: Response): Promise<string> {
  expect(response.status).toBe(202);
  const { job } = await response.json<{ job: string }>();
  expect(response.headers.get('Location')).toBe(`/api/v1/jobs/${job}`);
  return job;
}

export const figure = ({ traits }: IdealFigures, trait: string, value: string) =>
  traits.find((it) => it.trait === trait)?.values.find((it) => it.value === value);
