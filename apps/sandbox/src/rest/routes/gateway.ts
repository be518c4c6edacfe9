import type { Gateway } from '../../gateway/gateway.ts';
import type { World } from '../../world.ts';
import type { RestApp } from '../context.ts';

export function gatewayRoutes(app: RestApp, world: World, gateway: Gateway): void {
  const { url } = gateway;
  app.get('/gateway', (c) => c.json({ url }));
  app.get('/gateway/bot', (c) =>
    c.json({
      url,
      shards: world.limits.shards,
      session_start_limit: {
        total: world.limits.identifiesPerDay,
        remaining: Math.max(0, world.limits.identifiesPerDay - gateway.identified),
        reset_after: 86_400_000,
        max_concurrency: 1,
      },
    }),
  );
}
