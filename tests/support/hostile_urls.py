"""Addresses that lead into the house, written in every way that is known to have got past somebody's check."""

from itertools import product

_LOCAL = (
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "127.127.127.127", "0.0.0.0", "0", "2130706433", "0x7f000001",
    "0x7f.0x0.0x0.0x1", "0177.0.0.1", "017700000001", "0x7f.1", "127.0.0.1.", "localhost", "LOCALHOST", "localhost.",
    "localhost.localdomain", "ip6-localhost", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::1]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::127.0.0.1]", "[::7f00:1]", "①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.０.０.１", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
)  # fmt: skip
_INSIDE = (
    "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1.1", "3232235777",
    "0xc0a80101", "0300.0250.0.1", "100.64.0.1", "100.127.255.254", "169.254.169.254", "2852039166", "0xa9fea9fe",
    "0251.0376.0251.0376", "169.254.170.2", "192.0.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "0.0.0.1", "[fc00::1]", "[fd00::1]",
    "[fe80::1]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::10.0.0.1]", "[2002:7f00:1::]", "[2002:a00:1::]", "[2001:0:7f00:1::]", "[2001::1]", "[100::1]",
    "[::ffff:10.0.0.1]", "[::ffff:a9fe:a9fe]", "[::ffff:192.168.0.1]", "[::10.0.0.1]", "[5f00::1]",
)  # fmt: skip
_TRICKS = (
    "http://example.com@127.0.0.1/", "http://127.0.0.1#@example.com/", "http://127.0.0.1\\@example.com/",
    "http://example.com:80@10.0.0.1/", "http://user:pass@localhost/", "http://127.0.0.1%2f@example.com/",
    "http://[::1%25lo]/", "http://[fe80::1%25eth0]/", "http://127.0.0.1:22/", "https://127.0.0.1/",
    "https://[::ffff:127.0.0.1]:443/", "http://0x7f.0.0.1:8080/", "http:///127.0.0.1/", "http:127.0.0.1/",
    "HTTP://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:25/_x", "ftp://127.0.0.1/", "dict://127.0.0.1:11211/",
    "unix:///var/run/docker.sock", "http+unix://%2Fvar%2Frun%2Fdocker.sock/", "jar:http://127.0.0.1!/", "data:,x",
    "//127.0.0.1/", "http://", "http://./", "http://../", "http://[", "http://127.0.0.1:0/", "http://127.0.0.1:99999/",
    "http://127.0.0.1\r\nHost: example.com/", "http://127.0.0.1\t/", "http://\x00127.0.0.1/", "http://127.0.0.1 /",
)  # fmt: skip
HOSTILE_HOSTS = tuple(host.strip("[]") for host in (*_LOCAL, *_INSIDE))
HOSTILE_URLS = (
    *(f"{scheme}://{host}/" for (scheme, host) in product(("http", "https"), _LOCAL)),
    *(f"http://{host}/" for host in _INSIDE),
    *_TRICKS,
)
