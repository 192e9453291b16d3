/* Texts to begin with, in the language of whoever they are for: not in that of the console. */
import type { Rule } from "@data/moderation";
import type { Language } from "@i18n";

type Texts = Record<Rule, string>;

const facts: Record<Language, Texts> = {
  en: {
    spam: "You sent the same advertising to people who had not asked for it. Messages here are between people who want to talk to each other.",
    scam: "Your messages try to get money, codes or personal details from people by deceiving them. That puts them at risk, and is not allowed here.",
    harassment: "You went on writing to someone who did not want it, in a way that hurts or frightens them. When somebody asks you to stop, stop.",
    hate: "Your messages attack people for what they are: their origin, religion, gender, sexuality or disability. That is not allowed here.",
    sexual: "You sent sexual messages to someone who had not agreed to receive them. That is not allowed here.",
    violence: "Your messages threaten someone, or call for violence against them. Threats are not allowed here, whether they are meant or not.",
    self_harm: "Your messages encourage someone to hurt themselves. If you or someone you know is in danger, call the emergency number of your country.",
    underage: "What we were told shows that you are younger than this service allows.",
    impersonation: "Your profile uses the name or the picture of someone else so that people take you for them.",
    other: "What you wrote breaks a rule of this service: ",
  },
  fr: {
    spam: "Vous avez envoyé la même publicité à des personnes qui ne l’avaient pas demandée. Ici, les messages s’échangent entre personnes qui souhaitent se parler.",
    scam: "Vos messages cherchent à obtenir de l’argent, des codes ou des données personnelles en trompant les gens. Cela les met en danger et n’est pas permis ici.",
    harassment: "Vous avez continué d’écrire à une personne qui ne le souhaitait pas, d’une façon qui la blesse ou l’effraie. Quand quelqu’un vous demande d’arrêter, arrêtez.",
    hate: "Vos messages s’en prennent à des personnes pour ce qu’elles sont : leur origine, leur religion, leur genre, leur sexualité ou leur handicap. Ce n’est pas permis ici.",
    sexual: "Vous avez envoyé des messages sexuels à une personne qui n’avait pas accepté d’en recevoir. Ce n’est pas permis ici.",
    violence: "Vos messages menacent une personne ou appellent à la violence contre elle. Les menaces ne sont pas permises ici, qu’elles soient sérieuses ou non.",
    self_harm: "Vos messages poussent une personne à se faire du mal. Si vous ou l’un de vos proches êtes en danger, appelez le numéro d’urgence de votre pays.",
    underage: "D’après ce qui nous a été signalé, vous êtes plus jeune que ce service ne le permet.",
    impersonation: "Votre profil reprend le nom ou la photo d’une autre personne, de sorte qu’on vous prend pour elle.",
    other: "Ce que vous avez écrit enfreint une règle de ce service : ",
  },
};

const answers: Record<Language, Record<"upheld" | "overturned", string>> = {
  en: {
    upheld: "Somebody who did not make the decision has read what was reported and what you say. It breaks the rule that you were told, so the decision stands.",
    overturned: "Somebody who did not make the decision has read what was reported and what you say. You are right: the decision is taken back, and we are sorry.",
  },
  fr: {
    upheld: "Une personne qui n’avait pas pris la décision a relu ce qui a été signalé et ce que vous dites. Cela enfreint la règle indiquée : la décision est maintenue.",
    overturned: "Une personne qui n’avait pas pris la décision a relu ce qui a été signalé et ce que vous dites. Vous avez raison : la décision est annulée, et nous en sommes désolés.",
  },
};

/** The facts of a decision, to be made those of the case. */
export const factsOf = (language: Language, rule: Rule): string => facts[language][rule];

/** An answer to an appeal. */
export const answerOf = (language: Language, outcome: "upheld" | "overturned"): string => answers[language][outcome];
