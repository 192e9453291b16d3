package demo

// ties are who follows whom, beside those who write to each other and are friends. Who is followed back is a friend; friends of friends
// are suggested.
var ties = []struct {
	who  string
	whom []string
}{
	{"ines", []string{"theo", "yanis", "priya"}},
	{"theo", []string{"ines"}},
	{"yanis", []string{"ines", "oumar"}},
	{"priya", []string{"wei", "jonas"}},
	{"jonas", []string{"wei", "priya", "lena"}},
	{"wei", []string{"priya", "jonas"}},
	{"oumar", []string{"yanis", "sacha", "hugo", "lou", "camille"}},
	{"sacha", []string{"oumar"}},
	{"hugo", []string{"oumar", "camille"}},
	{"lena", []string{"lou", "jonas"}},
	{"salome", []string{"maia", "lou"}},
	{"maia", []string{"salome"}},
	{"bastien", []string{"camille"}},
	{"lou", []string{"wei", "bastien"}},
	{"camille", []string{"lena"}},
}

// private are those who are asked before one follows them.
var private = []string{"lou", "bastien"}

// asks are the messages of strangers to people whom everyone can write to: they wait as requests.
var asks = []struct {
	who, whom string
	say       []string
}{
	{"lena", "lou", []string{
		"Bonjour Lou ! Jonas m'a donné votre nom pour la chorale du mardi.",
		"Il reste une place chez les altos ? Le programme : lilas.example/altos",
	}},
	{"oumar", "lou", []string{"Bonjour, vous vendez encore des partitions à la librairie ?"}},
	{"bastien", "camille", []string{"Salut Camille, c'est Bastien, on s'est croisés à la guinguette samedi."}},
}
