import {
  type Attributes,
  ROOT_CONTEXT,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AtelierError } from './errors.ts';

let tracer: Tracer | null = null;

/** The packages that sending takes; they are not installed with Atelier, as few ask for traces. */
const PACKAGES = '@opentelemetry/sdk-trace @opentelemetry/resources @opentelemetry/exporter-trace-otlp-http';

/**
 * Sends what `traced` measures to a collector, by OpenTelemetry's protocol over HTTP. Does nothing without an address.
 * `service`: `atelier-bot` or `atelier-worker`. `end` sends what is left and gives up after 5 s.
 * Error: traces.unavailable where the packages are missing.
 */
export async function startTraces(url: string | null, service: string): Promise<{ end(): Promise<void> }> {
  if (url === null) return { end: async () => {} };
  const { sdk, otlp, resources } = await load();
  const processor = new sdk.BatchSpanProcessor({ exporter: new otlp.OTLPTraceExporter({ url }) });
  // what OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say counts more
  const named = resources.resourceFromAttributes({ 'service.name': service });
  const provider = new sdk.TracerProvider({
    resource: resources.defaultResource().merge(process.env.OTEL_SERVICE_NAME ? null : named),
    spanProcessors: [processor],
  });
  tracer = provider.getTracer(service);
  return {
    async end() {
      tracer = null;
      const late = new Promise<void>((done) => setTimeout(done, 5000).unref());
      await Promise.race([provider.shutdown().catch(() => {}), late]);
    },
  };
}

async function load() {
  try {
    const [sdk, resources, otlp] = await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ]);
    return { sdk, resources, otlp };
  } catch (cause) {
    throw new AtelierError('traces.unavailable', { packages: PACKAGES }, cause);
  }
}

/**
 * Runs `work` as one span of a job's trace. A job's id is a UUID, 16 bytes as the id of a trace: bot and workers write
 * into the same trace without telling each other, and whoever knows the job finds it.
 */
export async function traced<T>(
  name: string,
  jobId: string,
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> {
  if (tracer === null) return work();
  const span = tracer.startSpan(
    name,
    { attributes: { 'atelier.job': jobId, ...attributes } },
    traceOf(jobId),
  );
  try {
    return await work();
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** Under a root that nobody sends: no span of one process is the parent of those of another. */
function traceOf(jobId: string) {
  const traceId = jobId.replaceAll('-', '');
  const spanId = traceId.slice(16);
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}
