package demo

import "embed"

//go:embed faces/*.jpg
var faces embed.FS

// person is someone who signs up in the demo. The handle also names their portrait.
type person struct {
	handle, name, bio, birthDate string
}

// people are all who take part, the two whose sign-in is shown first.
var people = []person{
	{"lou", "Lou Delmas", "Libraire rue des Lilas. Alto le mardi, tartes le dimanche.", "1996-04-18"},
	{"camille", "Camille Roux", "J’organise. Même quand on ne me demande rien.", "1995-09-02"},
	{"theo", "Théo Marchand", "Coloc officiel. Le levain s’appelle Gérard.", "1997-01-27"},
	{"awa", "Awa Diallo", "Infirmière de nuit, donc réveillée quand vous dormez.", "1994-06-11"},
	{"mathilde", "Mathilde Perrin", "Cheffe de la Chorale du mardi. On peut toujours respirer plus bas.", "1988-11-30"},
	{"noor", "Noor Rahman", "Traduit de l’anglais, de l’ourdou et du mauvais français.", "1992-03-08"},
	{"jonas", "Jonas Weber", "Berlin, mostly. Repairs bicycles and one very old radio.", "1993-07-21"},
	{"odile", "Odile Delmas", "Grand-mère, jardinière, imbattable au Scrabble.", "1946-05-05"},
	{"priya", "Priya Nair", "Maps, tides, and too many window seats.", "1995-12-14"},
	{"yanis", "Yanis Belkacem", "Accordéon, vélo, et les deux à la fois (c’est interdit).", "1994-08-23"},
	{"maia", "Maïa Etcheverry", "Terre, tours et tartes. Atelier ouvert le samedi.", "1990-02-17"},
	{"sacha", "Sacha Lind", "Sound engineer. Please stop clapping into the microphone.", "1991-10-09"},
	{"hugo", "Hugo Lemaire", "Basse à la chorale, baryton sous la douche.", "1989-03-25"},
	{"ines", "Inès Carvalho", "Photos de toits. Vertige depuis toujours.", "1998-07-04"},
	{"salome", "Salomé Fontaine", "Marionnettes, ombres, et une caravane qui démarre parfois.", "1996-01-15"},
	{"bastien", "Bastien Kervella", "Gardien de phare le week-end. Informaticien sinon.", "1987-10-02"},
	{"wei", "Wei Zhang", "Noodles from scratch, one city at a time.", "1993-05-19"},
	{"oumar", "Oumar Sy", "Kora, contrebasse, et le silence entre les deux.", "1991-12-01"},
	{"lena", "Lena Hoffmann", "Schlägt Bücher auf und vergisst den Tee.", "1999-03-30"},
}
