# Values that Rails' ActiveSupport signs, as one JSON object on standard output; make.py runs it.
require "logger"
require "active_support"
require "active_support/message_verifier"
require "active_support/key_generator"
require "active_support/version"
require "json"

secret_key_base = "a1b2c3d4e5f60718293a4b5c6d7e8f90" * 4
values = ["plain", "two\nlines", "caf\u00e9", "", { "user" => 17, "list" => [1, nil, true] }, "--", "a" * 300]
make = lambda do |key, digest|
  verifier = ActiveSupport::MessageVerifier.new(key, digest: digest, serializer: JSON)
  { "key" => [key].pack("m0"), "lines" => values.map { |value| verifier.generate(value) } }
end
key = ActiveSupport::KeyGenerator.new(secret_key_base, iterations: 1000).generate_key("signed cookie")
made = { "version" => ActiveSupport.version.to_s, "secret_key_base" => secret_key_base,
         "rails" => [make.call(key, "SHA256"), make.call(key, "SHA512")] }
# What KeyGenerator does by default since Rails 7.0; the one packaged may be older.
key = OpenSSL::PKCS5.pbkdf2_hmac(secret_key_base, "signed cookie", 1000, 64, "SHA256")
made["rails-sha256"] = [make.call(key, "SHA256")]
puts JSON.generate(made)
