import type { World } from '../../world.ts';
import type { RestApp } from '../app.ts';

export function gatewayRoutes(app: RestApp, world: World, url: string): void {
  app.get('/gateway', (c) => c.json({ url }));
  app.get('/gateway/bot', (c) =>
    c.json({
      url,
      shards: 1,
      session_start_limit: {
        total: world.limits.identifiesPerDay,
        remaining: world.limits.identifiesPerDay,
        reset_after: 86_400_000,
        max_concurrency: 1,
      },
    }),
  );
}
