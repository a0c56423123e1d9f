// Written by `python -m tools.practice`: draw others there.
// programs 6fa60c215c594168
// pictures 5c6e380028d945d8
/** name: of her picture without a fault; look: what is unusual and allowed; faults: of her other ones
 * @type {[name: string, look: string, faults: string[]][]} */
export const PEOPLE = [
  ['01', '', ['blurred', 'colour_cast']],
  ['02', '', ['crown_margin', 'head_tilted']],
  ['03', 'glasses', ['off_centre', 'too_dark']],
  ['04', 'narrow_eyes', ['eyes_closed', 'mouth_open']],
  ['05', 'skin', ['not_frontal', 'glasses_glare']],
  ['06', 'skin', ['background_shadow', 'uneven_light']],
  ['07', '', ['blurred', 'colour_cast']],
  ['08', '', ['crown_margin', 'head_tilted']],
  ['09', 'jacket', ['off_centre', 'too_dark']],
  ['10', '', ['eyes_closed', 'mouth_open']],
  ['11', '', ['not_frontal', 'glasses_glare']],
  ['12', 'glasses', ['background_shadow', 'uneven_light']],
  ['13', 'skin', ['blurred', 'colour_cast']],
  ['14', '', ['crown_margin', 'head_tilted']],
  ['15', 'hair', ['off_centre', 'too_dark']],
  ['16', 'glasses', ['mouth_open', 'glasses_glare']],
  ['17', '', ['eyes_closed', 'not_frontal']],
  ['18', 'narrow_eyes', ['background_shadow', 'uneven_light']],
  ['19', 'skin', ['blurred', 'colour_cast']],
  ['20', 'skin', ['crown_margin', 'head_tilted']],
  ['21', 'glasses', ['off_centre', 'too_dark']],
  ['22', '', ['eyes_closed', 'mouth_open']],
  ['23', '', ['not_frontal', 'glasses_glare']],
  ['24', 'glasses', ['background_shadow', 'uneven_light']],
  ['25', '', ['blurred', 'colour_cast']],
  ['26', 'skin', ['crown_margin', 'head_tilted']],
  ['27', 'skin', ['off_centre', 'too_dark']],
  ['28', '', ['eyes_closed', 'mouth_open']],
];
