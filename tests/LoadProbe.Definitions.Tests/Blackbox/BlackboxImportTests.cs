namespace LoadProbe.Definitions.Tests;

/// <summary>Modules of a blackbox.yml as probes.</summary>
public sealed class BlackboxImportTests
{
    public static TheoryData<string> Files => [.. new[] { Blackbox.Example("options-0.23.yml"), Blackbox.Example("options-after-0.28.yml"), "/etc/prometheus/blackbox.yml" }.Where(File.Exists)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_module_becomes_a_probe_that_loads(string file)
    {
        using var scratch = new Scratch();
        BlackboxModules modules = DefinitionFiles.LoadBlackbox(file).Value!;
        foreach (BlackboxModule module in modules.Modules)
        {
            ImportedProbe imported = BlackboxImport.Of(module, null, TimeSpan.FromMinutes(1));
            if (imported.Yaml is not { } yaml)
            {
                Assert.Equal(BlackboxProber.Unix, module.Prober);
                continue;
            }

            // A file that it names is somewhere else.
            string path = scratch.With($"probes/{module.Name}.yaml", yaml.Replace("ca: \"", "ca: \"../", StringComparison.Ordinal))[$"probes/{module.Name}.yaml"];
            var loaded = DefinitionFiles.LoadAll([path]);
            Assert.All(loaded.Mistakes, m => Assert.Contains("ca", m.Message, StringComparison.Ordinal));
            Assert.True(loaded.Mistakes.Count > 0 || loaded.Probes.Count == 1, yaml);
            Assert.All(imported.Unsaid, u => Assert.Contains($"# Not said: {u}.", yaml, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_a_module_expects_is_expected_and_what_it_forbids_is_not()
    {
        using var scratch = new Scratch();
        scratch.With("blackbox.yml", """
            modules:
              shop:
                prober: http
                timeout: 5s
                http:
                  method: POST
                  body: 'a ${hole}'
                  valid_status_codes: [200, 201]
                  headers: { X-Token: t0p, Host: shop.test }
                  follow_redirects: false
                  fail_if_ssl: true
                  fail_if_body_matches_regexp: [sold out]
                  fail_if_body_not_matches_regexp: ["^welcome"]
                  fail_if_header_not_matches: [{ header: X-Node, regexp: "^a" }]
                  tls_config: { insecure_skip_verify: true }
            """);
        BlackboxModule module = Assert.Single(DefinitionFiles.LoadBlackbox(scratch["blackbox.yml"]).Value!.Modules);
        ImportedProbe imported = BlackboxImport.Of(module, "https://shop.example.com", TimeSpan.FromSeconds(30));
        Probe probe = Assert.Single(DefinitionFiles.LoadAll([scratch.With("probes/shop.yaml", imported.Yaml!)["probes/shop.yaml"]]).Probes);
        HttpStep step = Assert.IsType<HttpStep>(Assert.Single(probe.Journey.Steps));

        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), "https://shop.example.com/", false), (probe.Every, probe.Journey.Timeout, probe.Journey.Target.Address.ToString(), probe.Journey.Target.Tls.Verify));
        Assert.Equal(("POST", 0, StepEffect.Read, "a ${hole}"), (step.Method, step.Redirects, step.Effect, step.Body!.Content.Resolve(new Variables(new SecretStore()))));
        Assert.Equal([200, 201], step.Expect.Status.Select(s => s.From));
        bool Fits(string body) => step.Expect.Body.All(m => m.Fault(body, new Variables(new SecretStore())) is null);
        Assert.Equal((true, false, false), (Fits("welcome to the shop"), Fits("the shop"), Fits("welcome\nall is sold out")));
        Assert.Equal("X-Node", Assert.Single(step.Expect.Headers).Name);
        Assert.Equal(["the value of X_TOKEN is not copied: it is read from the environment variable X_TOKEN", "fail_if_ssl has no words here"], imported.Unsaid);
        Assert.Equal(["X-Token", "Host"], step.Headers.Select(h => h.Name));
        Assert.Equal("shop.test", step.Headers[1].Value.Source);
        Assert.DoesNotContain("t0p", imported.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void The_way_of_a_question_and_who_asks_are_kept()
    {
        using var scratch = new Scratch();
        scratch.With("blackbox.yml", """
            modules:
              names:
                prober: dns
                dns: { query_name: example.com, transport_protocol: tcp, dns_over_tls: true, preferred_ip_protocol: ip4, ip_protocol_fallback: false }
              partner:
                prober: http
                http:
                  oauth2: { client_id: probe, client_secret: t0p, token_url: "https://login.example.com/token", scopes: [read] }
            """);
        IReadOnlyList<BlackboxModule> modules = DefinitionFiles.LoadBlackbox(scratch["blackbox.yml"]).Value!.Modules;
        DnsStep names = Step<DnsStep>(modules.Single(m => m.Name == "names"), out _);
        HttpStep partner = Step<HttpStep>(modules.Single(m => m.Name == "partner"), out ImportedProbe imported);

        Assert.Equal((DnsWay.Tls, "192.0.2.53:853", IpFamily.V4), (names.Over, names.Server!.Source, names.Ip));
        ClientCredentials who = Assert.IsType<ClientCredentials>(partner.Auth);
        Assert.Equal(("https://login.example.com/token", "probe", "${secret:env:CLIENT_SECRET}", "read"), (who.TokenUrl.ToString(), who.ClientId.Source, who.ClientSecret.Source, Assert.Single(who.Scopes)));
        Assert.DoesNotContain("t0p", imported.Yaml, StringComparison.Ordinal);

        T Step<T>(BlackboxModule module, out ImportedProbe probe)
            where T : Step
        {
            probe = BlackboxImport.Of(module, null, TimeSpan.FromSeconds(30));
            string file = $"probes/{module.Name}.yaml";
            return Assert.IsType<T>(Assert.Single(Assert.Single(DefinitionFiles.LoadAll([scratch.With(file, probe.Yaml!)[file]]).Probes).Journey.Steps));
        }
    }
}
