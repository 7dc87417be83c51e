/** What reaches a site: one request each, at the moment when it arrives. */
import type { Planning } from './plans.ts';
import type { Place } from './shop.ts';

export interface WebEvent {
  id: string;
  type: string;
  ts: number;
  url: string;
  referrer?: string;
  props?: Record<string, string | number>;
}

/** One request, at the moment when it arrives. */
export type Arrival =
  | {
      door: 'page';
      at: number;
      visitor: string;
      agent: string;
      place: Place;
      events: WebEvent[];
      /** a signed `identify` of this user goes along */
      proves?: { user: string; id: string };
    }
  | { door: 'server'; at: number; message: Record<string, unknown> }
  | { door: 'owner'; at: number; visitor: string; act: 'unlink' | 'bot' | 'person' | 'erase' }
  | Planning
  | { door: 'cron'; at: number };
