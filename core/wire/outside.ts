/** How a function's process is told where its way to the outside is; without it there is none. */
export const outsideVariable = 'GANTRY_OUTSIDE';
/** The name of that way among a call's sockets. */
export const outsideSocket = 'outside';
/** Says in an answer of the gateway that nobody outside gave it, and why; a real answer never has it. */
export const refusedHeader = 'x-gantry-refused';
