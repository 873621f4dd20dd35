/** For tests of programs that download models: a hub on this machine. Node only. */
export { type HubFault, LocalHub, type PublishOptions, type ReceivedRequest } from './hub-testing/local-hub.js';
