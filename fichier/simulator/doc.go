// Package simulator is a 1fichier in this process: the API, the upload nodes, the
// download hosts and the few public pages, with the limits the real service
// documents and the quirks its clients have met.
//
// It is the account of the demo, the other side of every test, and, through
// [Service.Serve], a stand-in for any other 1fichier client. It shares no code
// with our own client: the two are independent readings of one specification
// (1fichier-api), so a misreading shows.
//
// # Use in a test
//
//	s := simulator.New()
//	defer s.Close()
//	link := s.AddFile("/Films/intro.mkv", simulator.Synthetic(1, 700<<20))
//	client := &http.Client{Transport: s.Transport()}
//
// Whatever host the client asks for, it reaches s over an in-memory connection,
// with a real HTTP server at the other end. Nothing in it polls or holds a socket,
// so it works inside a testing/synctest bubble, where hours of waiting are free.
//
// # Limits
//
// A call that breaks a documented limit is answered as the service answers it, and
// is counted: see [Service.Violations]. [WithRelaxed] turns the limits off.
//
// # Open questions
//
// Where no source says how the service behaves, the behaviour is an [Option] whose
// default is the one suggested in 1fichier-api §14.
package simulator
