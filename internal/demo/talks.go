package demo

import "causerie/internal/chat"

// talks are the conversations of the demo. A moment is a number of days ago with a time of day, or a number of minutes ago.
var talks = []talk{
	louAndCamille, louAndTheo, louAndAwa, louAndMathilde, louAndNoor, louAndJonas, louAndOdile,
	louAndPriya, louAndYanis, louAndMaia, louAndSacha, louAndHugo,
	camilleAndTheo, camilleAndYanis, camilleAndJonas, camilleAndInes,
	guinguette,
}

var louAndCamille = talk{
	between: []string{"lou", "camille"},
	lines: []line{
		{at: day(23, "18:04"), who: "camille", say: "Dis, la librairie est ouverte jusqu’à quelle heure ce soir ?"},
		{at: day(23, "18:06"), who: "lou", say: "19 h 30. Enfin, jusqu’à ce que M. Arnaud ait fini de lire debout le livre qu’il n’achètera pas"},
		{at: day(23, "18:06"), who: "camille", say: "😂"},
		{at: day(23, "18:07"), who: "camille", say: "Il en est où ?"},
		{at: day(23, "18:08"), who: "lou", say: "Page 214. On commence tous à avoir envie de connaître la fin"},
		{at: day(23, "18:09"), who: "camille", say: "Mets-moi de côté un truc à offrir à quelqu’un qui dit qu’il n’aime pas lire."},
		{at: day(23, "18:10"), who: "lou", say: "Un atlas. Personne ne « lit » un atlas, on tombe dedans.", id: "atlas"},
		{at: day(23, "18:11"), who: "camille", react: "❤️", on: "atlas"},
		{at: day(23, "18:12"), who: "camille", say: "Vendu. Je passe avant la fermeture"},

		{at: day(17, "12:31"), who: "camille", say: "Alerte. J’ai une idée."},
		{at: day(17, "12:33"), who: "lou", say: "La dernière fois que tu as écrit ça, on a repeint ta cuisine en jaune moutarde"},
		{at: day(17, "12:33"), who: "camille", say: "Et elle est SUBLIME"},
		{at: day(17, "12:34"), who: "lou", say: "Elle est jaune.", id: "jaune"},
		{at: day(17, "12:34"), who: "camille", react: "😂", on: "jaune"},
		{at: day(17, "12:36"), who: "camille", say: "Une guinguette. Au bord du canal. Un samedi. Tout le monde. Des lampions, l’accordéon de Yanis, ta tarte.", id: "idee"},
		{at: day(17, "12:41"), who: "lou", say: "Tu avais gardé le meilleur argument pour la fin, bien joué", reply: "idee"},
		{at: day(17, "12:42"), who: "lou", say: "Quand ?"},
		{at: day(17, "12:44"), who: "camille", say: "Dès qu’il fait plus de 18 degrés un samedi. Donc soit dans deux semaines, soit en juin."},

		{at: day(11, "21:15"), who: "lou", say: "Question sérieuse : combien de personnes, ta guinguette ?"},
		{at: day(11, "21:17"), who: "camille", say: "Douze ? Quatorze ?"},
		{at: day(11, "21:17"), who: "camille", say: "Avec Hugo quinze mais Hugo mange pour deux donc seize"},
		{at: day(11, "21:20"), who: "lou", say: "Donc trois tartes. J’appelle Mamie pour les mirabelles", id: "tartes"},
		{at: day(11, "21:21"), who: "camille", react: "😍", on: "tartes"},
		{at: day(11, "21:22"), who: "camille", say: "Ta grand-mère est la seule personne au monde qui garde des mirabelles au congélateur en prévision de MES idées"},
		{at: day(11, "21:24"), who: "lou", say: "Elle t’aime beaucoup. Elle dit que tu es « une petite qui remue »."},
		{at: day(11, "21:25"), who: "camille", say: "Je le mets sur ma carte de visite."},

		{at: day(6, "08:12"), who: "camille", say: "Samedi : grand soleil. SAMEDI. GRAND. SOLEIL. ☀️", id: "soleil"},
		{at: day(6, "08:30"), who: "lou", react: "🔥", on: "soleil"},
		{at: day(6, "08:31"), who: "lou", say: "Il est 8 h du matin Camille"},
		{at: day(6, "08:32"), who: "camille", say: "Oui c’est tard, je sais, j’ai essayé d’attendre"},
		{at: day(6, "08:40"), who: "lou", say: "Je suis à la librairie jusqu’à 18 h, je vous rejoins après. On se retrouve où ?"},
		{at: day(6, "08:42"), who: "camille", say: "Je repère les lieux ce soir et je te dis. Critères : de l’eau, des arbres, et loin du type qui joue du djembé."},

		{at: day(4, "20:55"), who: "camille", say: "J’ai le lieu"},
		{at: day(4, "20:55"), who: "camille", say: "Je ne peux pas le décrire. Il y a un ponton. Il y a des GUIRLANDES DÉJÀ INSTALLÉES.", id: "ponton"},
		{at: day(4, "20:58"), who: "lou", say: "Par qui ??", reply: "ponton"},
		{at: day(4, "20:59"), who: "camille", say: "Par la providence. Et par un monsieur très gentil qui s’appelle Firmin et qui veut bien qu’on reste jusqu’à minuit si on l’invite"},
		{at: day(4, "21:00"), who: "lou", say: "Donc dix-sept. Quatre tartes.", id: "quatre"},
		{at: day(4, "21:00"), who: "camille", react: "😂", on: "quatre"},
		{at: day(4, "21:03"), who: "lou", say: "J’ai dit à ma mère que je ne venais pas dimanch", id: "coquille"},
		{at: day(4, "21:04"), who: "lou", unsend: true, on: "coquille"},
		{at: day(4, "21:05"), who: "lou", say: "Mauvaise conversation, pardon 😅"},
		{at: day(4, "21:05"), who: "camille", say: "J’ai rien lu. J’ai TOUT lu. Tu viens dimanche ?"},
		{at: day(4, "21:07"), who: "lou", say: "On en reparle autour d’une tarte."},

		{at: day(1, "12:10"), who: "lou", say: "Il me reste trois kilos de mirabelles. Je répète : trois kilos, après quatre tartes.", id: "kilos"},
		{at: day(1, "12:11"), who: "lou", edit: "Il me reste trois kilos de mirabelles 😅 Je répète : trois kilos, après quatre tartes.", on: "kilos"},
		{at: day(1, "12:14"), who: "camille", say: "Odile a frappé", reply: "kilos"},
		{at: day(1, "12:14"), who: "camille", react: "❤️", on: "kilos"},
		{at: day(1, "12:20"), who: "lou", say: "Confiture ?"},
		{at: day(1, "12:21"), who: "camille", say: "Confiture. Je fournis les pots et les étiquettes, tu fournis le savoir ancestral."},
		{at: day(1, "19:48"), who: "camille", say: "Je récapitule pour ce soir-là : Yanis l’accordéon, Théo le pain, Maïa les assiettes, Jonas arrive de Berlin vendredi, Awa finit sa garde et vient dormir sur place"},
		{at: day(1, "19:50"), who: "lou", say: "Et toi ?", id: "ettoi"},
		{at: day(1, "19:51"), who: "camille", say: "Moi je remue.", reply: "ettoi", id: "remue"},
		{at: day(1, "19:51"), who: "lou", react: "😂", on: "remue"},

		{at: ago(58), who: "lou", say: "Je ferme la caisse dans une heure. J’apporte quoi d’autre ?"},
		{at: ago(41), who: "camille", say: "Toi, ta bonne humeur et un pull, il fait frais près de l’eau après 21 h"},
		{at: ago(40), who: "lou", say: "Et la nappe ? Tu sais, la grande, à carreaux", id: "nappe"},
		{at: ago(16), who: "camille", say: "OUI la nappe", reply: "nappe"},
		{at: ago(14), who: "camille", say: "J’ai gardé deux places près de l’eau. 19 h 30 ?", id: "places"},
	},
	unread: map[string]int{"lou": 2},
	pinned: []string{"lou", "camille"},
}

var louAndTheo = talk{
	between: []string{"lou", "theo"},
	lines: []line{
		{at: day(15, "09:02"), who: "theo", say: "Gérard a débordé cette nuit"},
		{at: day(15, "09:10"), who: "lou", say: "Gérard le levain ou Gérard le voisin ?", id: "gerard"},
		{at: day(15, "09:11"), who: "theo", react: "😂", on: "gerard"},
		{at: day(15, "09:12"), who: "theo", say: "Le levain. Le voisin a juste frappé parce que ça coulait chez lui."},
		{at: day(15, "09:20"), who: "lou", say: "Tu lui as donné du pain pour t’excuser ?"},
		{at: day(15, "09:21"), who: "theo", say: "Il en veut un par semaine maintenant. J’ai un abonné."},
		{at: day(8, "18:40"), who: "lou", say: "On n’a plus d’éponge, plus de sel et plus de patience pour la chaudière"},
		{at: day(8, "18:52"), who: "theo", say: "Éponge et sel : ce soir. Patience : rupture de stock"},
		{at: day(8, "18:53"), who: "theo", say: "Le chauffagiste passe jeudi entre 8 h et 2030", id: "chauffage"},
		{at: day(8, "18:54"), who: "theo", edit: "Le chauffagiste passe jeudi entre 8 h et 20 h 30 (sic)", on: "chauffage"},
		{at: day(8, "18:58"), who: "lou", react: "😭", on: "chauffage"},
		{at: day(2, "20:10"), who: "theo", say: "Pour le loyer, tu me fais le virement ou je te le fais ? Je ne sais plus qui doit quoi à qui", id: "loyer"},
		{at: day(2, "20:15"), who: "theo", say: "Je propose qu’on mette tout dans un tableau. Comme des adultes."},
		{at: ago(190), who: "theo", say: "Le tableau est fait. Il est magnifique. Il a des couleurs."},
	},
	draft: map[string]string{"lou": "Pour le loyer, je te fais "},
}

var louAndAwa = talk{
	between: []string{"lou", "awa"},
	lines: []line{
		{at: day(9, "03:12"), who: "awa", say: "Tu dors ?"},
		{at: day(9, "08:01"), who: "lou", say: "Oui. Et toi ?"},
		{at: day(9, "08:02"), who: "awa", say: "Bientôt. Bonne nuit, enfin bonjour ☀️🌙", id: "nuit"},
		{at: day(9, "08:03"), who: "lou", react: "❤️", on: "nuit"},
		{at: day(5, "16:20"), who: "lou", say: "Tu as fini le roman que je t’ai prêté ?"},
		{at: day(5, "22:47"), who: "awa", say: "Fini à 4 h du matin au bureau des infirmières. J’ai pleuré, une collègue a pleuré de me voir pleurer, le patient de la 12 nous a apporté des mouchoirs."},
		{at: day(5, "22:48"), who: "awa", say: "5 étoiles."},
		{at: day(5, "22:55"), who: "lou", say: "Je fais une étiquette coup de cœur avec ça : « a fait pleurer tout un service »", id: "etiquette"},
		{at: day(5, "22:56"), who: "awa", react: "👏", on: "etiquette"},
		{at: ago(150), who: "awa", say: "Samedi j’arrive directement de ma garde. Si je m’endors sur le ponton, ne me réveillez que pour la tarte."},
	},
	unread: map[string]int{"lou": 1},
}

var louAndMathilde = talk{
	between: []string{"lou", "mathilde"},
	lines: []line{
		{at: day(14, "10:00"), who: "mathilde", say: "Bonjour Lou ! Les partitions du nouveau chant sont prêtes, je t’en apporte une mardi. C’est un peu haut pour les altos mais je compte sur vous"},
		{at: day(14, "12:30"), who: "lou", say: "« Un peu haut » comme la dernière fois, ou un peu haut pour de vrai ?", id: "haut"},
		{at: day(14, "12:34"), who: "mathilde", say: "Comme la dernière fois.", reply: "haut", id: "fois"},
		{at: day(14, "12:34"), who: "lou", react: "😱", on: "fois"},
		{at: day(7, "22:10"), who: "mathilde", say: "Très belle répétition ce soir. La mesure 42 existe, nous l’avons tous entendue."},
		{at: day(7, "22:14"), who: "lou", say: "Presque tous en même temps !"},
		{at: ago(330), who: "mathilde", say: "Répétition décalée à 20 h mardi, la salle est prise par le club d’échecs."},
		{at: ago(328), who: "mathilde", say: "Ils ont promis d’être silencieux en partant."},
		{at: ago(325), who: "mathilde", say: "Et si vous chantez samedi au bord de l’eau : ÉCHAUFFEZ-VOUS."},
	},
	unread: map[string]int{"lou": 3},
	muted:  []string{"lou"},
}

var louAndNoor = talk{
	between: []string{"lou", "noor"},
	lines: []line{
		{at: day(12, "14:05"), who: "noor", say: "Comment on dit « cosy » en français ? Et ne me dis pas « cosy »"},
		{at: day(12, "14:09"), who: "lou", say: "Douillet.", id: "douillet"},
		{at: day(12, "14:09"), who: "noor", react: "😍", on: "douillet"},
		{at: day(12, "14:10"), who: "noor", say: "Douillet !! Ça sonne comme une petite couette. Je le mets partout."},
		{at: day(12, "14:12"), who: "lou", say: "Attention : une personne douillette, c’est quelqu’un qui crie pour une écharde"},
		{at: day(12, "14:13"), who: "noor", say: "Trop tard, j’ai décrit le duc comme un homme douillet. Il reste comme ça, ça lui va."},
		{at: day(3, "11:30"), who: "noor", say: "Le roman part chez l’éditeur ce soir. 412 pages. Je ne sens plus mes mains."},
		{at: day(3, "11:34"), who: "lou", say: "BRAVO !! Il aura la plus belle place de la vitrine, je le jure", id: "bravo"},
		{at: day(3, "11:35"), who: "noor", react: "🥹", on: "bravo"},
		{at: day(3, "11:36"), who: "lou", say: "Samedi on fête ça. Tu ne fais rien, tu t’assois, on t’apporte des choses."},
		{at: day(3, "11:40"), who: "noor", say: "Comme le duc."},
	},
}

var louAndJonas = talk{
	between: []string{"lou", "jonas"},
	lines: []line{
		{at: day(19, "17:22"), who: "jonas", say: "Do you still have that green bike in the courtyard? I found the exact bell for it. 1961, still rings like it’s late for work"},
		{at: day(19, "17:40"), who: "lou", say: "I do, and it has been waiting for you (it has no chain, no brakes and a family of snails)", id: "snails"},
		{at: day(19, "17:41"), who: "jonas", react: "🐌", on: "snails"},
		{at: day(19, "17:42"), who: "jonas", say: "Snails stay. Everything else I can fix."},
		{at: day(10, "09:15"), who: "jonas", say: "Booked! Friday, 16:52 at Gare de l’Est. I bring the bell, rye bread for Théo, and one (1) clean shirt."},
		{at: day(10, "09:18"), who: "lou", say: "The sofa is yours. Gérard lives in the kitchen, don’t be afraid of him", id: "sofa"},
		{at: day(10, "09:19"), who: "jonas", say: "Which Gérard?", reply: "sofa"},
		{at: day(10, "09:20"), who: "lou", say: "You’ll know."},
		{at: day(1, "21:30"), who: "jonas", say: "Thank you again for last Sunday’s call by the way. My mother now says « ça roule » to everyone at the bakery"},
		{at: day(1, "21:41"), who: "lou", say: "Tell her she has the accent already. See you Friday!", id: "friday"},
	},
}

var louAndOdile = talk{
	between: []string{"lou", "odile"},
	lines: []line{
		{at: day(20, "07:45"), who: "odile", say: "Ma chérie c’est Mamie. J’ai bien installé l’application. Je ne vois pas où on raccroche."},
		{at: day(20, "07:58"), who: "lou", say: "On ne raccroche pas Mamie, c’est comme une lettre mais tout de suite ❤️", id: "lettre"},
		{at: day(20, "08:03"), who: "odile", say: "C’est très bien. On peut donc ne pas répondre.", reply: "lettre", id: "malin"},
		{at: day(20, "08:04"), who: "lou", react: "😂", on: "malin"},
		{at: day(11, "21:30"), who: "lou", say: "Mamie, il te reste des mirabelles au congélateur ?"},
		{at: day(10, "06:50"), who: "odile", say: "Sept kilos. J’attendais qu’on me le demande."},
		{at: day(10, "06:52"), who: "odile", say: "La pâte : 250 g de farine, 125 g de beurre, une pincée de sel, et surtout tu la laisses dormir. Une pâte qui n’a pas dormi, c’est comme ton grand-père."},
		{at: day(10, "07:30"), who: "lou", say: "Je note tout. Même la partie sur Papi.", id: "papi"},
		{at: day(10, "07:31"), who: "odile", react: "❤️", on: "papi"},
		{at: day(1, "17:05"), who: "odile", say: "SCRABBLE dimanche. J’ai appris WHISKEY avec un E. Prépare-toi."},
		{at: day(1, "17:30"), who: "lou", say: "Je me prépare à perdre, comme d’habitude 😘"},
		{at: day(1, "17:33"), who: "odile", say: "C’est bien de se connaître."},
	},
	pinned: []string{"lou"},
}

var louAndPriya = talk{
	between: []string{"lou", "priya"},
	lines: []line{
		{at: day(13, "19:00"), who: "priya", say: "Window seat, left side, clouds like unmade beds. Thinking of your shop, and of the atlas you would not let me buy"},
		{at: day(13, "19:20"), who: "lou", say: "It was from 1974! Half of those countries have moved out", id: "atlas"},
		{at: day(13, "19:21"), who: "priya", say: "That is precisely why I wanted it", reply: "atlas"},
		{at: day(13, "19:22"), who: "priya", react: "😂", on: "atlas"},
		{at: day(5, "13:10"), who: "priya", say: "Landed in Brest. The tide went out so far I think it resigned."},
		{at: day(5, "13:30"), who: "lou", say: "Will you be back by Saturday? There is a pontoon, there are lanterns, there are four pies.", id: "pies"},
		{at: day(5, "13:31"), who: "priya", react: "😍", on: "pies"},
		{at: day(5, "13:31"), who: "priya", say: "For four pies I would walk. I have a train at noon."},
		{at: day(2, "10:04"), who: "lou", say: "PS: I kept the atlas for you. It was always going to be yours.", id: "ps"},
		{at: day(2, "10:09"), who: "priya", react: "😭", on: "ps"},
	},
}

var louAndYanis = talk{
	between: []string{"lou", "yanis"},
	lines: []line{
		{at: day(6, "22:01"), who: "yanis", say: "J’ai retrouvé la valse dont je te parlais. Celle qui accélère sans prévenir."},
		{at: day(6, "22:04"), who: "lou", say: "Celle où Hugo est tombé ?", id: "chute"},
		{at: day(6, "22:04"), who: "yanis", say: "Celle où Hugo a « improvisé une descente ».", reply: "chute"},
		{at: day(6, "22:05"), who: "lou", say: "Je veux la même samedi"},
		{at: day(6, "22:06"), who: "yanis", say: "Hugo aussi, il s’entraîne. Dans son salon. Le voisin m’a écrit.", id: "voisin"},
		{at: day(6, "22:07"), who: "lou", react: "😂", on: "voisin"},
		{at: day(4, "18:15"), who: "yanis", say: "Tu peux me garder « Le Traité du soufflet », s’il passe un jour à la librairie ? Je crois qu’il n’existe pas, mais on ne sait jamais."},
		{at: day(4, "18:31"), who: "lou", say: "Il existe. 1932, un peu mangé par les souris, 6 euros. Il est à toi."},
		{at: day(4, "18:32"), who: "yanis", say: "Je pleure en fa mineur", id: "fa"},
		{at: day(4, "18:33"), who: "lou", react: "🎶", on: "fa"},
	},
}

var louAndMaia = talk{
	between: []string{"lou", "maia"},
	lines: []line{
		{at: day(16, "11:11"), who: "maia", say: "Ta tasse est sortie du four ! Elle penche. Elle a du caractère."},
		{at: day(16, "11:15"), who: "lou", say: "Elle penche à gauche ou à droite ?"},
		{at: day(16, "11:16"), who: "maia", say: "Vers toi.", id: "vers"},
		{at: day(16, "11:16"), who: "lou", react: "🥰", on: "vers"},
		{at: day(3, "15:40"), who: "maia", say: "Pour samedi j’ai seize assiettes, dont aucune n’est ronde. Ça ira ?"},
		{at: day(3, "15:44"), who: "lou", say: "Mes tartes non plus. On est raccord."},
	},
	unread: map[string]int{"maia": 1},
}

var louAndSacha = talk{
	between: []string{"lou", "sacha"},
	lines: []line{
		{at: day(7, "16:00"), who: "sacha", say: "Camille asked me to do the sound on Saturday. Please tell me it is one accordion and not « everyone brings something »"},
		{at: day(7, "16:12"), who: "lou", say: "It is one accordion.", id: "one"},
		{at: day(7, "16:13"), who: "lou", say: "And a choir. And Théo has found a washboard."},
		{at: day(7, "16:13"), who: "sacha", say: "I see", id: "isee"},
		{at: day(7, "16:14"), who: "lou", react: "🙏", on: "isee"},
		{at: day(7, "16:20"), who: "sacha", say: "I will bring the good microphones and a whistle.\n\nThe whistle is for me."},
	},
}

var louAndHugo = talk{
	between: []string{"lou", "hugo"},
	lines: []line{
		{at: day(22, "20:30"), who: "hugo", say: "C’est toi qui as mon pupitre ?"},
		{at: day(22, "20:45"), who: "lou", say: "Non, c’est Mathilde, elle l’a rangé « à sa place »"},
		{at: day(22, "20:46"), who: "hugo", say: "Donc perdu à jamais. Merci quand même !"},
	},
	archived: []string{"lou"},
}

var camilleAndTheo = talk{
	between: []string{"camille", "theo"},
	lines: []line{
		{at: day(5, "19:00"), who: "camille", say: "Chef boulanger, combien de pains pour dix-sept personnes ?"},
		{at: day(5, "19:08"), who: "theo", say: "Gérard dit six."},
		{at: day(5, "19:09"), who: "camille", say: "Gérard a toujours raison", id: "raison"},
		{at: day(5, "19:09"), who: "theo", react: "🥖", on: "raison"},
		{at: ago(120), who: "theo", say: "Les six sont au four. L’immeuble entier est devant ma porte."},
	},
	unread: map[string]int{"camille": 1},
}

var camilleAndYanis = talk{
	between: []string{"camille", "yanis"},
	lines: []line{
		{at: day(6, "09:00"), who: "camille", say: "Samedi. Toi. L’accordéon. Un ponton. Des lampions."},
		{at: day(6, "09:30"), who: "yanis", say: "Tu aurais pu t’arrêter à « samedi », je disais oui", id: "oui"},
		{at: day(6, "09:31"), who: "camille", react: "❤️", on: "oui"},
		{at: day(1, "18:00"), who: "yanis", say: "Je viens à vélo, avec l’accordéon sur le dos. Si vous entendez une note toutes les secousses, c’est moi."},
		{at: day(1, "18:05"), who: "camille", say: "Prends la rue pavée, on saura que tu arrives 🚲"},
	},
}

var camilleAndJonas = talk{
	between: []string{"camille", "jonas"},
	lines: []line{
		{at: day(9, "12:00"), who: "jonas", say: "What does one wear to a guinguette?"},
		{at: day(9, "12:04"), who: "camille", say: "Something you can dance in and spill on.", id: "spill"},
		{at: day(9, "12:05"), who: "jonas", say: "So, everything I own. Perfect.", reply: "spill", id: "own"},
		{at: day(9, "12:06"), who: "camille", react: "😂", on: "own"},
	},
}

var camilleAndInes = talk{
	between: []string{"camille", "ines"},
	lines: []line{
		{at: day(4, "21:10"), who: "camille", say: "Inès, tu ferais les photos samedi ? Pas de toit, promis, juste un ponton. C’est bas, un ponton."},
		{at: day(4, "21:40"), who: "ines", say: "C’est bas mais il y a de l’eau dessous"},
		{at: day(4, "21:41"), who: "camille", say: "Peu profonde !"},
		{at: day(4, "21:42"), who: "ines", say: "Alors oui. Je photographierai tout le monde depuis la berge, avec un très long objectif.", id: "berge"},
		{at: day(4, "21:43"), who: "camille", react: "📸", on: "berge"},
	},
}

var guinguette = talk{
	title:   "La guinguette 🏮",
	between: []string{"camille", "lou", "theo", "yanis", "ines", "jonas"},
	lines: []line{
		{at: day(3, "19:20"), who: "camille", say: "Bienvenue ! Règle numéro un : on apporte quelque chose qui se mange ou qui s’écoute.", id: "regle"},
		{at: day(3, "19:22"), who: "yanis", say: "Accordéon. Et des merguez, pour équilibrer"},
		{at: day(3, "19:23"), who: "lou", react: "❤️", on: "regle"},
		{at: day(3, "19:25"), who: "theo", say: "Pain au levain. Gérard a doublé de volume, il est prêt", id: "gerard"},
		{at: day(3, "19:26"), who: "ines", react: "😂", on: "gerard"},
		{at: day(3, "19:27"), who: "camille", react: "😂", on: "gerard"},
		{at: day(3, "19:31"), who: "jonas", say: "I bring the old radio. It only plays waltzes, but it plays them well."},
		{at: day(3, "19:33"), who: "lou", say: "Quatre tartes aux mirabelles. Ne me demandez pas pourquoi quatre.", id: "quatre"},
		{at: day(3, "19:34"), who: "theo", react: "😍", on: "quatre"},
		{at: day(3, "19:34"), who: "yanis", react: "😍", on: "quatre"},
		{at: day(1, "18:02"), who: "ines", say: "Je suis passée au ponton : la lumière est parfaite vers 20 h"},
		{at: day(1, "18:05"), who: "camille", say: "Donc tout le monde à 19 h 30. Inès, tu nous fais LA photo ?", id: "photo"},
		{at: day(1, "18:05"), who: "camille", pin: true, on: "photo"},
		{at: day(1, "18:06"), who: "ines", say: "Du toit de la péniche, évidemment. Avec le vertige.", reply: "photo"},
		{at: day(1, "18:20"), who: "yanis", say: "On commence par quoi ?", id: "musique", poll: &chat.Poll{
			Options: []string{"Une valse lente", "La javanaise", "Un truc qui réveille les voisins"}, Multiple: true,
		}},
		{at: day(1, "18:21"), who: "camille", vote: []int{1, 2}, on: "musique"},
		{at: day(1, "18:22"), who: "jonas", vote: []int{0}, on: "musique"},
		{at: day(1, "18:25"), who: "ines", vote: []int{1}, on: "musique"},
		{at: day(1, "18:31"), who: "theo", vote: []int{2}, on: "musique"},
		{at: day(1, "18:32"), who: "theo", react: "😂", on: "musique"},
		{at: ago(99), who: "camille", say: "Soyons honnêtes : qui danse ?", id: "danse", poll: &chat.Poll{
			Options: []string{"Moi, dès la première note", "Après la deuxième tarte", "Je tiens le buffet"}, Anonymous: true,
		}},
		{at: ago(98), who: "yanis", vote: []int{0}, on: "danse"},
		{at: ago(97), who: "jonas", vote: []int{2}, on: "danse"},
		{at: ago(96), who: "ines", vote: []int{1}, on: "danse"},
		{at: ago(95), who: "theo", say: "Quelqu’un a une grande nappe ?", id: "nappe"},
		{at: ago(92), who: "lou", say: "Celle de Mamie. Elle a survécu à trois mariages", reply: "nappe"},
		{at: ago(58), who: "yanis", say: "Répétition générale ce soir sur le quai, si les voisins sont d’accord"},
		{at: ago(56), who: "jonas", say: "The radio is in."},
	},
	unread: map[string]int{"lou": 2},
}
