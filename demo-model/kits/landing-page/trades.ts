/** What we know of a line of business before anybody tells us more: only words that are true of every one of its kind. */
export interface Trade {
  readonly id: string;
  /** Words of a request that tell this trade, in lower case. */
  readonly words: readonly string[];
  /** Which accent in page/looks/ and which drawing in page/art/ it has. */
  readonly look: 'clay' | 'teal' | 'blue' | 'violet' | 'green' | 'rose';
  readonly art: 'table' | 'move' | 'screen' | 'frame' | 'bag' | 'leaf' | 'stage' | 'house' | 'ring';
  readonly headline: string;
  readonly lead: string;
  /** Shown when the request names no offers. */
  readonly offers: readonly { readonly title: string; readonly text: string }[];
  /** What stands under an offer that the request did name, in turn. */
  readonly lines: readonly string[];
}

const food: Trade = {
  id: 'food',
  words:
    'bakery baker cafe café coffee restaurant bistro patisserie pizzeria pizza diner brewery winery bar tea deli catering food kitchen burger sushi ramen'.split(
      ' ',
    ),
  look: 'clay',
  art: 'table',
  headline: 'Come hungry, stay a while.',
  lead: 'Good things to eat and drink, made by hand and served without fuss.',
  offers: [
    { title: 'To eat here', text: 'Take a seat. There is no hurry.' },
    { title: 'To take away', text: 'Packed so that it still tastes right at home.' },
    { title: 'For your table', text: 'Tell us how many you are and what you are celebrating.' },
  ],
  lines: [
    'Made by hand, gone when it is gone.',
    'Ask us what goes well with it.',
    'Good here, just as good at home.',
  ],
};

const fitness: Trade = {
  id: 'fitness',
  words:
    'gym yoga pilates fitness trainer crossfit dance running climbing boxing martial swim swimming cycling sports'.split(
      ' ',
    ),
  look: 'teal',
  art: 'move',
  headline: 'Make room to move.',
  lead: 'Come as you are. Start where you are. Leave standing a little taller.',
  offers: [
    { title: 'First steps', text: 'Never tried it? This is where to begin.' },
    { title: 'Small groups', text: 'Enough company to keep going, enough space to breathe.' },
    { title: 'One to one', text: 'A plan that fits your body and your week.' },
  ],
  lines: [
    'At a pace that suits you.',
    'For beginners and for those who come back.',
    'Bring water and comfortable clothes.',
  ],
};

const software: Trade = {
  id: 'software',
  words:
    'app saas software startup platform tool api product ai plugin extension website developer dashboard game bot'.split(
      ' ',
    ),
  look: 'blue',
  art: 'screen',
  headline: 'Less work in the way.',
  lead: 'One clear tool for the job, so that you can go back to the part that only you can do.',
  offers: [
    { title: 'Clear from the start', text: 'Open it and you know what to do next.' },
    { title: 'Out of your way', text: 'It does its part and leaves the screen to you.' },
    { title: 'Yours to leave', text: 'What you put in, you can take out again.' },
  ],
  lines: ['There when you need it.', 'Without a manual.', 'On every screen that you own.'],
};

const studio: Trade = {
  id: 'studio',
  words:
    'photography photographer portfolio designer design studio agency artist illustrator illustration architect architecture band musician writer film video freelance freelancer creative'.split(
      ' ',
    ),
  look: 'violet',
  art: 'frame',
  headline: 'Work worth a second look.',
  lead: 'We listen first, sketch early and stay until every detail sits where it should.',
  offers: [
    { title: 'Listen', text: 'A first talk about what it is for and who will see it.' },
    { title: 'Shape', text: 'Drafts that you can hold against each other and argue with.' },
    { title: 'Deliver', text: 'Finished work, in the forms that you need.' },
  ],
  lines: [
    'From the first sketch to the last detail.',
    'Made for you and for nobody else.',
    'Ask to see how we work.',
  ],
};

const shop: Trade = {
  id: 'shop',
  words:
    'shop store florist flowers flower boutique candles candle jewellery jewelry bookshop bookstore books market brand clothing ceramics pottery plants toys gifts soap'.split(
      ' ',
    ),
  look: 'rose',
  art: 'bag',
  headline: 'Small things, well chosen.',
  lead: 'Every piece is here because one of us would take it home.',
  offers: [
    { title: 'New in', text: 'What has just come through the door.' },
    { title: 'To give', text: 'Tell us who it is for and we will help you choose.' },
    { title: 'To keep', text: 'Things that get better the longer they stay.' },
  ],
  lines: ['Chosen one by one.', 'Lovely to give, hard to give away.', 'Ask us what has just come in.'],
};

const care: Trade = {
  id: 'care',
  words:
    'clinic dentist dental doctor therapist therapy vet veterinary physio physiotherapy salon barber hairdresser spa massage counselling nursery wellness health'.split(
      ' ',
    ),
  look: 'green',
  art: 'leaf',
  headline: 'You are in good hands.',
  lead: 'Time to listen, plain words, and care that does not stop at the door.',
  offers: [
    { title: 'First visit', text: 'We talk before we do anything else.' },
    { title: 'Regular care', text: 'Someone who knows you, each time you come.' },
    { title: 'Good advice', text: 'What to do at home, in words that make sense.' },
  ],
  lines: ['With time for your questions.', 'Explained before we begin.', 'Gently, and at your pace.'],
};

const event: Trade = {
  id: 'event',
  words:
    'conference festival wedding meetup workshop concert party exhibition hackathon event launch fair retreat'.split(
      ' ',
    ),
  look: 'violet',
  art: 'stage',
  headline: 'Save the day.',
  lead: 'Bring your curiosity. We bring the room, the people and the reason to come.',
  offers: [
    { title: 'Be there', text: 'What happens is better in the room.' },
    { title: 'Take part', text: 'Ask, answer, join in. Nobody only sits and listens.' },
    { title: 'Stay after', text: 'The best talks start when the programme ends.' },
  ],
  lines: ['One of the reasons to come.', 'Bring somebody who would love it.', 'Ask us for the details.'],
};

const home: Trade = {
  id: 'home',
  words:
    'plumber plumbing electrician cleaning cleaner gardening gardener landscaping moving dog walking repair builder building painter carpenter roofing handyman pet delivery garage mechanic'.split(
      ' ',
    ),
  look: 'teal',
  art: 'house',
  headline: 'Consider it done.',
  lead: 'You tell us what is wrong or what you wish for. We come, we do it, we leave it tidy.',
  offers: [
    { title: 'Tell us', text: 'Describe it in a few words. That is enough to begin.' },
    { title: 'We look', text: 'You hear what it takes before any work starts.' },
    { title: 'Done', text: 'Finished, checked and cleaned up after.' },
  ],
  lines: ['Agreed with you before we start.', 'Tidy when we leave.', 'Ask us when we can come.'],
};

const learning: Trade = {
  id: 'learning',
  words:
    'course school tutor tutoring academy coaching coach class classes lessons bootcamp university teacher training'.split(
      ' ',
    ),
  look: 'blue',
  art: 'screen',
  headline: 'Learn it by doing it.',
  lead: 'Small steps, honest feedback and something finished to show for it.',
  offers: [
    { title: 'Begin', text: 'We find out what you know and what you want to be able to do.' },
    { title: 'Practise', text: 'Short exercises that add up.' },
    { title: 'Show', text: 'You end with something that is your own.' },
  ],
  lines: ['Step by step.', 'With time to practise.', 'No question is too small.'],
};

/** For everything that we know no better of. */
export const anyTrade: Trade = {
  id: 'any',
  words: [],
  look: 'green',
  art: 'ring',
  headline: 'Glad you are here.',
  lead: 'Have a look around, and write to us when you want to know more.',
  offers: [
    { title: 'What we do', text: 'One thing, with care, and as well as we can.' },
    { title: 'How we do it', text: 'In the open, with plain words and fair terms.' },
    { title: 'Who it is for', text: 'For you, if you have read this far.' },
  ],
  lines: ['Done with care.', 'Ask us how it works.', 'Made to last.'],
};

const trades: readonly Trade[] = [food, fitness, studio, shop, care, event, home, learning, software];

// Words that say what kind of place it is and little of what is done there.
const vague = new Set(['studio', 'shop', 'store', 'school', 'class', 'classes', 'event']);

const weighIn = (trade: Trade, word: string, place: number): number => {
  if (!trade.words.includes(word) && !trade.words.includes(word.replace(/s$/, ''))) return 0;
  return vague.has(word) ? 0.5 : 1 + place;
};

/** The trade that most of the words speak of; the last word of a phrase says what a thing is, so it weighs most. */
export const tradeOf = (phrase: string): Trade => {
  const words = phrase.toLowerCase().match(/\p{L}+/gu) ?? [];
  const weighed = trades.map((trade) => ({
    trade,
    weight: words.reduce((sum, word, at) => sum + weighIn(trade, word, at / words.length), 0),
  }));
  const best = weighed.toSorted((a, b) => b.weight - a.weight)[0];
  return best === undefined || best.weight === 0 ? anyTrade : best.trade;
};

/** The trade of that id, for a page that is composed again from its own data. */
export const tradeById = (id: string): Trade => trades.find((trade) => trade.id === id) ?? anyTrade;
