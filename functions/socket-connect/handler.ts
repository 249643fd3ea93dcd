import * as world from '#world';
import { openSocket } from '../../core/mission/open-socket.ts';
import { accessDeps } from '../_onion/access.ts';
import { readConnect } from '../_onion/read-connect.ts';
import { socketFunction } from '../_onion/socket.ts';

export const handler = socketFunction(() => {
  const open = openSocket({ ...accessDeps(), eventLog: world.eventLog() });
  return (event, options) => open(readConnect(event), options);
});
