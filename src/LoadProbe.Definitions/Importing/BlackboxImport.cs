namespace LoadProbe.Definitions;

/// <summary>Makes a module of a blackbox.yml a probe of one step. What a probe cannot say stands in it as a comment.</summary>
public static class BlackboxImport
{
    /// <param name="module">As it was read.</param>
    /// <param name="address">The target's; null = a made-up one.</param>
    /// <param name="every">From one start to the next; a longer timeout lengthens it.</param>
    public static ImportedProbe Of(BlackboxModule module, string? address, TimeSpan every)
    {
        string from = $"the module {module.Name}, prober {module.Prober.ToString().ToLowerInvariant()}, of a blackbox.yml";
        ProbeDraft? draft = module.Prober switch
        {
            BlackboxProber.Http => HttpModule.Draft(module.Http),
            BlackboxProber.Tcp => StreamModule.Draft(module.Tcp),
            BlackboxProber.Dns => OtherModules.Draft(module.Dns),
            BlackboxProber.Icmp => OtherModules.Draft(module.Icmp),
            BlackboxProber.Grpc => OtherModules.Draft(module.Grpc),
            BlackboxProber.WebSocket => StreamModule.Draft(module.WebSocket),
            _ => null,
        };
        return draft is null
            ? new ImportedProbe(module.Name, null, ["a socket of this machine is no target of a probe"])
            : new ImportedProbe(module.Name, draft.Text(from, address, module.Timeout, every), draft.Unsaid);
    }

    /// <summary>Tells the draft how TLS is spoken.</summary>
    internal static void Tls(ProbeDraft draft, BlackboxTls tls)
    {
        string[] trust = [.. new[] { tls.InsecureSkipVerify ? "verify: false" : null, tls.AuthorityFile is { } file ? $"ca: {YamlText.Text(file)}" : null }.OfType<string>()];
        if (trust.Length > 0) draft.Target("tls", $"{{ {string.Join(", ", trust)} }}");
        draft.Unsay(tls.Authority is not null, "an authority as text (ca)");
        draft.Unsay(tls.CertificateFile is not null || tls.Certificate is not null, "a certificate of the client (cert, key)");
        draft.Unsay(tls.MinVersion is not null || tls.MaxVersion is not null, "a version of TLS (min_version, max_version)");
    }

    /// <summary>Which kind of address is dialled, where that is said.</summary>
    internal static void Ip(ProbeDraft draft, BlackboxIp ip)
    {
        if (!ip.Fallback) draft.Step("ip", ip.Prefers4 ? "4" : "6");
    }
}
