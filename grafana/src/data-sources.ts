// The data sources' uids, as grafana/provisioning/datasources names them.

import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';

export const DATA_SOURCES = { prometheus: 'prometheus', jaeger: 'jaeger' } as const;

export const PROMETHEUS: DataSourceRef = { type: 'prometheus', uid: DATA_SOURCES.prometheus };
