/** The package as it is, for a page without a bundler of its own. */
import { AnalyticsBrowser } from '@segment/analytics-next';

Object.assign(globalThis, { AnalyticsBrowser });
