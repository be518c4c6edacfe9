import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { SentBody } from './body.ts';

/** What every route finds in its context. */
export interface RestEnv {
  Bindings: HttpBindings;
  Variables: { sent: SentBody; asBot: boolean };
}

export type RestApp = Hono<RestEnv>;
export type RestContext = Context<RestEnv>;
