/** All doors of the collector: each a small parser in front of one path to the store. */
import { Hono } from 'hono';
import { createDelivery, type Environment } from './deliver.ts';
import { hooksDoor } from './hooks/door.ts';
import { ownDoor } from './receive.ts';
import { segmentDoor } from './segment/door.ts';

/** A Hono app with the doors at their paths; mount it at the root. */
export function createIngest(): Hono<Environment> {
  const deliver = createDelivery();
  const doors = new Hono<Environment>();
  doors.route('/', ownDoor(deliver));
  doors.route('/', segmentDoor(deliver));
  doors.route('/', hooksDoor(deliver));
  return doors;
}
