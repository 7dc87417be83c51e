/** Where a request comes from, as the platform tells it: from the address, which is not kept. */

/** What is stored of it, on page views. */
export interface Place {
  /** ISO 3166-1 alpha-2 */
  country?: string;
  /** of the country: `Bavaria` */
  region?: string;
  city?: string;
  /** IANA name */
  time_zone?: string;
}

const NAME_LENGTH = 100;
const NO_COUNTRY = new Set(['XX', 'T1']);

/** Cloudflare tells it as the request's `cf`. */
export function placeOf(request: object): Place {
  const { cf } = request as { cf?: Readonly<Record<string, unknown>> };
  return placeNamed(cf ?? {});
}

/** A place by its names, whoever tells it; without a country the rest says nothing. */
export function placeNamed(told: Readonly<Record<string, unknown>>): Place {
  const country = countryOf(told.country);
  if (!country) return {};
  const [region, city, zone] = [told.region, told.city, told.timezone].map(nameOf);
  return {
    country,
    ...(region && { region }),
    ...(city && { city }),
    ...(zone && { time_zone: zone }),
  };
}

/** ISO 3166-1 alpha-2, or nothing for what the platform does not know or for Tor. */
function countryOf(value: unknown): string | undefined {
  const known = typeof value === 'string' && /^[A-Z]{2}$/.test(value) && !NO_COUNTRY.has(value);
  return known ? value : undefined;
}

function nameOf(value: unknown): string | undefined {
  const name = typeof value === 'string' ? value.trim().slice(0, NAME_LENGTH) : '';
  return name.isWellFormed() && !name.includes('\0') ? name || undefined : undefined;
}
