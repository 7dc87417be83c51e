/** Rung and the scripts it is compared with, each in its ordinary setup, and what their servers answer. */
import type { Envelope } from '../../sdk/wire.ts';

export interface Setup {
  name: string;
  /**
   * The program that a site's own bundle holds. `COLLECTOR` is the origin of a local endpoint. What a
   * script does not see by itself, a click on a link out, the page tells it. Nothing: Rung's tag.
   */
  program?: string;
  /** Answers by the beginning of their path; all others get `{}`. */
  answers?: Readonly<Record<string, (body: string) => unknown>>;
}

const ON_CLICK = (call: string) =>
  `document.addEventListener('click', ({ target }) => { if (target.closest('a')) { ${call} } });`;

export const SETUPS: readonly Setup[] = [
  { name: 'rung', answers: { '/e': answerOfRung } },
  {
    name: '@plausible-analytics/tracker',
    program: `import { init } from '@plausible-analytics/tracker';
      init({ domain: 'shop.example', endpoint: COLLECTOR + '/api/event', captureOnLocalhost: true,
        outboundLinks: true, fileDownloads: true, formSubmissions: true });`,
    answers: { '/api/event': () => 'ok' },
  },
  {
    name: '@openpanel/web',
    program: `import { OpenPanel } from '@openpanel/web';
      new OpenPanel({ clientId: 'id', apiUrl: COLLECTOR, trackScreenViews: true,
        trackOutgoingLinks: true, trackAttributes: true });`,
    answers: { '/track': () => ({ deviceId: 'd', sessionId: 's' }) },
  },
  {
    name: 'posthog-js',
    program: `import posthog from 'posthog-js';
      posthog.init('phc_key', { api_host: COLLECTOR, defaults: '2025-05-24' });`,
    answers: {
      '/flags': () => ({
        featureFlags: {},
        featureFlagPayloads: {},
        errorsWhileComputingFlags: false,
      }),
      '/array': () => ({ supportedCompression: ['gzip', 'gzip-js'], hasFeatureFlags: false }),
      '/e': () => ({ status: 'Ok' }),
    },
  },
  {
    name: '@snowplow/browser-tracker',
    program: `import { enableActivityTracking, newTracker, trackPageView, trackStructEvent } from '@snowplow/browser-tracker';
      newTracker('sp', COLLECTOR, { appId: 'shop' });
      enableActivityTracking({ minimumVisitLength: 10, heartbeatDelay: 10 });
      trackPageView();
      ${ON_CLICK("trackStructEvent({ category: 'link', action: 'click', label: target.href })")}`,
    answers: { '/com.snowplowanalytics.snowplow': () => 'ok' },
  },
  {
    name: '@segment/analytics-next',
    program: `import { AnalyticsBrowser } from '@segment/analytics-next';
      const analytics = AnalyticsBrowser.load({ writeKey: 'key', cdnURL: COLLECTOR });
      analytics.page();
      ${ON_CLICK("analytics.track('click', { href: target.href })")}`,
    answers: { '/v1/projects': settingsOfSegment, '/v1': () => ({ success: true }) },
  },
];

function answerOfRung(body: string) {
  const { events } = JSON.parse(body) as Envelope;
  return { results: Object.fromEntries(events.map(({ id }) => [id, 'ok'])), missing: [] };
}

/** The host of its endpoint stands in the settings that it loads first. */
function settingsOfSegment() {
  return {
    integrations: {
      'Segment.io': {
        apiKey: 'key',
        apiHost: 'COLLECTOR_HOST/v1',
        protocol: 'http',
        versionSettings: {},
      },
    },
    plan: { track: { __default: { enabled: true } }, identify: { __default: { enabled: true } } },
    edgeFunction: {},
    remotePlugins: [],
    enabledMiddleware: {},
  };
}
