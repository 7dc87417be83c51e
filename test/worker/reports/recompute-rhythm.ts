/** What happened in which hour of which weekday, by the clock on the wall. */
import { type WallClock, wallClock } from './local-time.ts';
import { type Asked, counts, looseActs, type Past } from './recompute.ts';

export interface Beats {
  visits: number;
  ad_arrivals: number;
  slot_clicks: number;
  signups: number;
  purchases: number;
}

/** By weekday (0 is Sunday) × 24 + hour; hours without anything are left out. */
export type Rhythm = Map<number, Beats>;

function beat(rhythm: Rhythm, { weekday, hour }: WallClock, column: keyof Beats): void {
  const key = weekday * 24 + hour;
  const beats = rhythm.get(key) ?? {
    visits: 0,
    ad_arrivals: 0,
    slot_clicks: 0,
    signups: 0,
    purchases: 0,
  };
  beats[column]++;
  rhythm.set(key, beats);
}

export function rhythmOf(past: Past, asked: Asked): Rhythm {
  const rhythm: Rhythm = new Map();
  for (const life of past.lives) {
    for (const sitting of life.sittings) {
      if (!counts(past, life, sitting.day, asked)) continue;
      beat(rhythm, sitting, 'visits');
      for (const { type, props, ts } of sitting.events) {
        const at = wallClock(past.zone, ts);
        if (type === 'newsletter_signup') beat(rhythm, at, 'signups');
        if (type === 'ad_click' && props?.kind === 'arrival') beat(rhythm, at, 'ad_arrivals');
        if (type === 'ad_click' && props?.kind === 'slot') beat(rhythm, at, 'slot_clicks');
      }
    }
    for (const act of looseActs(past, life, 'newsletter_signup')) {
      if (counts(past, life, act.day, asked)) beat(rhythm, act, 'signups');
    }
    for (const order of life.orders) {
      if (counts(past, life, order.day, asked)) beat(rhythm, order, 'purchases');
    }
  }
  return rhythm;
}
