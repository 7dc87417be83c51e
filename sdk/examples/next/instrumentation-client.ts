/**
 * Next.js (15.3 or later), App Router: this file in the root of the project runs in the browser before the
 * page becomes interactive. Navigations are seen by themselves. Components as in `react.tsx`, with
 * 'use client' in their first line.
 * @see https://nextjs.org/docs/app/api-reference/file-conventions/instrumentation-client
 */
import { init } from 'rung';

init({ site: 'WRITE_KEY', host: 'https://YOUR-HOST' });
