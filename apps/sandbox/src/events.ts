import { EventEmitter } from 'node:events';
import type { Interaction } from './interactions/interaction.ts';
import type { StoredMessage } from './messages/message.ts';
import type { RestRequest } from './rest/record.ts';

interface Happenings {
  message: [message: StoredMessage];
  gone: [message: StoredMessage];
  interaction: [interaction: Interaction];
  commands: [];
  gateway: [state: 'ready' | 'resumed' | 'closed'];
  request: [request: RestRequest];
}

/** Everything that happens in the sandbox, for the page, `waitFor` and the terminal. */
export class Events extends EventEmitter<Happenings> {
  constructor() {
    super();
    this.setMaxListeners(0);
  }
}
