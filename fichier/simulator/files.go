package simulator

import (
	"path"
	"strings"
	"time"
)

// fileLs lists the files of a folder, or of the whole account (1fichier-api §4.5).
func (s *Service) fileLs(q *request) (object, error) {
	id := q.params.int("folder_id")
	var files []*file
	if id == -1 {
		files = s.allFiles(s.tree.root, q.now(), nil)
	} else {
		dir, err := s.dir(id, q.params.string("sharing_user"))
		if err != nil {
			return nil, err
		}
		files = dir.seen(q.now())
	}
	files = s.sentWithin(files, q.params)
	s.shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	if id != -1 && len(files) > maxResults {
		files = files[:maxResults]
	}
	out := object{{"status", "OK"}, {"count", len(files)}}
	return s.addList(out, "items", s.items(files)), nil
}

func (s *Service) allFiles(dir *folder, now time.Time, files []*file) []*file {
	files = append(files, dir.seen(now)...)
	for _, sub := range dir.folders {
		files = s.allFiles(sub, now, files)
	}
	return files
}

// sentWithin keeps the files that lie between the dates of the call, both excluded.
func (s *Service) sentWithin(files []*file, p params) []*file {
	before, hasBefore := s.parseDate(p.string("sent_before"))
	after, hasAfter := s.parseDate(p.string("sent_after"))
	if !hasBefore && !hasAfter {
		return files
	}
	kept := files[:0]
	for _, f := range files {
		d := f.date.Truncate(time.Second)
		if (!hasBefore || d.Before(before)) && (!hasAfter || d.After(after)) {
			kept = append(kept, f)
		}
	}
	return kept
}

// items describes files as file/ls and folder/ls do.
func (s *Service) items(files []*file) []object {
	items := make([]object, 0, len(files))
	for _, f := range files {
		item := object{
			{"filename", f.name},
			{"size", f.blob.size},
			{"date", s.date(f.date)},
			{"checksum", f.blob},
			{"content-type", contentType(f.name)},
			{"pass", bit(f.pass != "")},
			{"acl", bit(!f.limits.empty())},
			{"cdn", bit(f.cdn)},
		}
		if !s.shareOf(f.folder).hideLinks {
			item = append(item, field{"url", f.link()})
		}
		items = append(items, item)
	}
	return items
}

// addList adds a list; an empty one is [], null, or left out (1fichier-api §1.3).
func (s *Service) addList(o object, key string, list []object) object {
	if len(list) == 0 && !s.conf.steady {
		switch s.rng.IntN(3) {
		case 0:
			return o
		case 1:
			return append(o, field{key, nil})
		}
	}
	return append(o, field{key, list})
}

// shuffle puts a list into any order.
func (s *Service) shuffle(n int, swap func(i, j int)) {
	if !s.conf.steady {
		s.rng.Shuffle(n, swap)
	}
}

// fileInfo describes one file (1fichier-api §4.6).
func (s *Service) fileInfo(q *request) (object, error) {
	f, err := s.named(q.params)
	if err != nil {
		return nil, err
	}
	if err := s.access(f, q.params.string("pass")); err != nil {
		return nil, err
	}
	out := object{
		{"url", f.link()},
		{"filename", f.name},
		{"size", f.blob.size},
		{"date", s.date(f.date)},
		{"checksum", f.blob},
		{"content-type", contentType(f.name)},
		{"pass", bit(f.pass != "")},
	}
	if s.conf.infoStatus {
		out = append(out, field{"status", "OK"})
	}
	if !s.mine(f) {
		return out, nil
	}
	return append(
		out,
		field{"folder_id", f.folder.id},
		field{"path", strings.TrimPrefix(f.folder.path(), "/")},
		field{"description", f.description},
		field{"no_ssl", bit(f.noSSL)},
		field{"inline", bit(f.inline)},
		field{"cdn", bit(f.cdn)},
		field{"acl", f.limits.object()},
	), nil
}

// named returns the file of a call: by its link, or by folder and exact name.
func (s *Service) named(p params) (*file, error) {
	if p.has("url") || !p.has("filename") {
		return s.find(p.string("url"))
	}
	dir, err := s.dir(p.int("folder_id"), p.string("sharing_user"))
	if err != nil {
		return nil, err
	}
	for _, f := range dir.files {
		if f.gone.IsZero() && f.name == p.string("filename") {
			return f, nil
		}
	}
	return nil, errNotFound
}

// fileScan looks for viruses: a name that holds "eicar" is one, and the file is
// removed (1fichier-api §4.7).
func (s *Service) fileScan(q *request) (object, error) {
	f, err := s.find(q.params.string("url"))
	switch {
	case err != nil:
		return nil, err
	case f.blob.size >= maxScan:
		return nil, errTooBigToScan
	case strings.Contains(strings.ToLower(f.name), "eicar"):
		s.tree.remove(f, q.now(), q.now())
		return object{{"status", "KO"}, {"message", "Virus found: Eicar-Signature. File removed #352"}}, nil
	}
	out := object{{"status", "OK"}}
	if last, ok := s.scans[f.blob]; ok && q.now().Sub(last) < scanAge {
		return append(out, field{"date", s.date(last)}), nil
	}
	s.scans[f.blob] = q.now()
	return out, nil
}

// contentType is told by the ending of a name.
func contentType(name string) string {
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".mkv":
		return "video/x-matroska"
	case ".mp4":
		return "video/mp4"
	case ".flac":
		return "audio/flac"
	case ".mp3":
		return "audio/mpeg"
	case ".iso":
		return "application/x-iso9660-image"
	case ".zip", ".7z", ".gz", ".xz", ".rar":
		return "application/x-" + ext[1:]
	case ".txt", ".md", ".srt", ".log":
		return "text/plain"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".png", ".gif", ".webp":
		return "image/" + ext[1:]
	case ".pdf", ".json", ".xml":
		return "application/" + ext[1:]
	case ".html", ".css":
		return "text/" + ext[1:]
	}
	return "application/octet-stream"
}
