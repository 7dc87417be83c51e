/** What happened → a message as Segment's clients send it: pages and servers both speak so. */
import type { Happening } from './happening.ts';
import type { Person } from './person.ts';

/** One entry of a batch. See https://segment.com/docs/connections/spec/common/ */
export interface Message {
  type: 'page' | 'track' | 'identify';
  messageId: string;
  anonymousId: string;
  timestamp: string;
  event?: string;
  userId?: string;
  properties?: object;
  traits?: unknown;
  context?: object;
}

/** Place, browser and language of a view of a page; of other events nothing of that is kept. */
function contextOf({ place }: Person, { type, page, device }: Happening, robot: boolean): object {
  const where = type === 'page_view' && {
    ...{ locale: place.locale, timezone: place.time_zone },
    location: { country: place.country, region: place.region, city: place.city },
  };
  return {
    ...where,
    ...((type === 'page_view' || robot) && { userAgent: device.agent }),
    ...(page && { page }),
  };
}

export function speak(person: Person, happening: Happening, messageId: string): Message {
  const { at, type, props = {}, device, user } = happening;
  const context = contextOf(person, happening, person.temper === 'software');
  const said = {
    ...{ messageId, anonymousId: device.visitor, timestamp: new Date(at).toISOString() },
    ...(user !== undefined && { userId: user }),
    ...(Object.keys(context).length > 0 && { context }),
  };
  if (type === 'page_view') return { type: 'page', ...said, properties: props };
  if (type !== 'identify') return { type: 'track', ...said, event: type, properties: props };
  return { type: 'identify', ...said, ...(props.traits !== undefined && { traits: props.traits }) };
}
