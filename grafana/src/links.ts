// Where a click leads: to the dashboard of a replica, or to the traces behind a line. Jaeger is searched in Explore, which
// finds it through the data source; every search names the operation, so that probes do not bury calls.

import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DATA_SOURCES } from './data-sources.ts';

export interface Link {
  readonly title: string;
  readonly url: string;
}

/** The lab's own method: metrics do not tell methods apart. */
const METHOD = 'helloworld.Greeter/SayHello';
/** The replica that the clicked line is of. */
const CLICKED = label('replica');

export const toReplica: Link = {
  title: `Replica ${CLICKED}`,
  url: `/d/prequal-replica?var-replica=${CLICKED}&${filledIn('__url_time_range')}`,
};

export const toDecisions: Link = {
  title: 'Routing decisions',
  url: `/d/prequal-decisions?${filledIn('__url_time_range')}`,
};

/** Traces by the pick that chose a replica: that of the clicked line, or that of the dashboard's variable. */
export const picksOfClicked: Link = picksOf(CLICKED);
export const picksOfShown: Link = picksOf(filledIn('replica'));

export const picksOfRule: Link = {
  title: `Traces: picks by the rule ${label('rule')}`,
  url: search('prequal.pick', `prequal.decision.rule=${label('rule')}`),
};

export const failedCalls: Link = {
  title: `Traces: calls that ended with ${label('code')}`,
  url: search(METHOD, `rpc.status_code=${label('code')}`),
};

/** As the links of a field, which have no more than this. */
export function fieldLinks(links: readonly Link[]): cog.Builder<dashboard.DashboardLink>[] {
  return links.map(link => ({ build: () => link as dashboard.DashboardLink }));
}

function picksOf(replica: string): Link {
  return {
    title: `Traces: picks of ${replica}`,
    url: search('prequal.pick', `prequal.replica.id=${replica}`),
  };
}

/** Explore on Jaeger, over the time that is shown. */
function search(operation: string, tags: string): string {
  const datasource = { type: 'jaeger', uid: DATA_SOURCES.jaeger };
  const query = { refId: 'A', datasource, queryType: 'search', service: 'prequal-balancer', operation, tags };
  const range = { from: filledIn('__from'), to: filledIn('__to') };
  const panes = JSON.stringify({ jaeger: { datasource: DATA_SOURCES.jaeger, queries: [query], range } });
  const encoded = panes
    .split(/(\$\{[^}]*\})/)
    .map(part => (part.startsWith('$') ? part : encodeURIComponent(part)));
  return `/explore?schemaVersion=1&orgId=1&panes=${encoded.join('')}`;
}

function label(name: string): string {
  return filledIn(`__field.labels.${name}`);
}

/** A placeholder, for which Grafana puts in what it stands for at the click. */
function filledIn(name: string): string {
  return `\${${name}}`;
}
