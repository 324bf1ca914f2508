import { messageTokens } from '@flowforge/intent-classifier/features';

type Kind = 'greeting' | 'thanks' | 'farewell';

interface Language {
  phrases: Readonly<Record<Kind, string>>;
  replies: Readonly<Record<Kind, string>>;
}

/** A phrase per comma, in lower case and without accents. Where languages share a phrase, the first one answers. */
const LANGUAGES: readonly Language[] = [
  {
    phrases: {
      greeting:
        'hi,hello,hey,hello there,hi there,hey there,hi all,good morning,good afternoon,good evening,good day,greetings,hiya',
      thanks:
        'thanks,thank you,thx,ty,thanks a lot,many thanks,thank you very much,thank you so much,thanks so much,ok thanks,okay thanks,ok thank you,great thanks,perfect thanks,cheers,thanks for your help,thank you for your help,much appreciated',
      farewell: 'bye,goodbye,good bye,bye bye,see you,see you later,good night,have a nice day,take care,cya',
    },
    replies: {
      greeting: 'Hello! How can I help?',
      thanks: 'You are welcome!',
      farewell: 'Goodbye! Have a nice day.',
    },
  },
  {
    phrases: {
      greeting: 'hallo,guten morgen,guten tag,guten abend,moin,servus,gruss gott,gruß gott',
      thanks: 'danke,danke schon,dankeschon,vielen dank,danke sehr,besten dank,ok danke,super danke',
      farewell: 'tschuss,tschuß,auf wiedersehen,bis bald,bis dann,gute nacht,schonen tag noch',
    },
    replies: {
      greeting: 'Hallo! Wie kann ich helfen?',
      thanks: 'Gern geschehen!',
      farewell: 'Auf Wiedersehen!',
    },
  },
  {
    phrases: {
      greeting: 'bonjour,salut,bonsoir,coucou',
      thanks: 'merci,merci beaucoup,merci bien,ok merci,mille mercis',
      farewell: 'au revoir,a bientot,bonne journee,bonne soiree,bonne nuit',
    },
    replies: {
      greeting: 'Bonjour ! Comment puis-je vous aider ?',
      thanks: 'Je vous en prie !',
      farewell: 'Au revoir et bonne journée !',
    },
  },
  {
    phrases: {
      greeting: 'hola,buenos dias,buenas tardes,buenas noches,buenas,que tal',
      thanks: 'gracias,muchas gracias,mil gracias,ok gracias,vale gracias',
      farewell: 'adios,hasta luego,hasta pronto,nos vemos,chau',
    },
    replies: { greeting: '¡Hola! ¿En qué puedo ayudar?', thanks: '¡De nada!', farewell: '¡Hasta luego!' },
  },
  {
    phrases: {
      greeting: 'ciao,buongiorno,buonasera,salve',
      thanks: 'grazie,grazie mille,molte grazie,ok grazie',
      farewell: 'arrivederci,a presto,buona giornata,buonanotte',
    },
    replies: { greeting: 'Ciao! Come posso aiutare?', thanks: 'Prego!', farewell: 'Arrivederci!' },
  },
];

const REPLIES = new Map<string, string>();
for (const { phrases, replies } of LANGUAGES) {
  for (const kind of ['greeting', 'thanks', 'farewell'] as const) {
    for (const phrase of phrases[kind].split(',')) {
      if (!REPLIES.has(phrase)) REPLIES.set(phrase, replies[kind]);
    }
  }
}

/**
 * The answer to a message that is only a greeting, thanks or a farewell, in the language of the message; null for any other. It is used only
 * when no intent was recognised.
 */
export function smallTalkReply(text: string): string | null {
  return REPLIES.get(messageTokens(text).join(' ')) ?? null;
}
