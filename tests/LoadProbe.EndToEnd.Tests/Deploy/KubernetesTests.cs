using k8s.Models;
using YamlDotNet.Core;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>The manifests under deploy/kubernetes: that they can be read, that all they name is there, and what they start.</summary>
public sealed class KubernetesTests(Keys keys) : IClassFixture<Keys>, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("loadprobe-pod-").FullName;
    private readonly Manifests _manifests = Manifests.Read();

    public static TheoryData<string> Workloads => ["loadprobe-nats", "loadprobe-controller", "loadprobe-agent"];

    [Fact]
    public void All_are_read_are_in_the_namespace_and_have_names_of_their_own()
    {
        Assert.Equal(["loadprobe-agent", "loadprobe-controller", "loadprobe-nats"], _manifests.Workloads.Select(w => w.Name).Order());
        Assert.Equal("loadprobe", Assert.Single(_manifests.Of<V1Namespace>()).Metadata.Name);
        Assert.All(_manifests.Named.Where(n => n.Kind != "Namespace"), n => Assert.Equal("loadprobe", n.Metadata.NamespaceProperty));
        Assert.DoesNotContain(_manifests.Named.GroupBy(n => (n.Kind, n.Metadata.Name)), g => g.Count() > 1);
    }

    [Theory]
    [InlineData("controller.yaml", "readOnlyRootFilesystem: true", "readOnlyRootFileSystem: true")]
    [InlineData("controller.yaml", "replicas: 2", "replicas: two")]
    [InlineData("agents.yaml", "- { name: HOME, value: /tmp }", "- { name: HOME, values: /tmp }")]
    [InlineData("nats.yaml", "maxUnavailable: 1", "maxUnavailble: 1")]
    [InlineData("network.yaml", "podSelector: {}", "podSelektor: {}")]
    public void A_key_that_is_none_is_found(string file, string right, string wrong)
    {
        string text = File.ReadAllText(Path.Combine(Manifests.Folder, file));
        Assert.NotEmpty(Manifests.Read(text));
        Assert.Contains(right, text);

        Assert.ThrowsAny<YamlException>(() => Manifests.Read(text.Replace(right, wrong)));
    }

    [Theory]
    [MemberData(nameof(Workloads))]
    public void A_pod_finds_every_secret_map_and_volume_that_it_names(string name)
    {
        Workload workload = _manifests.Workloads.Single(w => w.Name == name);
        Assert.All(workload.Pod.Volumes, volume =>
        {
            if (volume.EmptyDir is not null) return;
            (string Path, string From, string Key)[] files = [.. workload.Files(volume.Name, _manifests)];
            Assert.NotEmpty(files);
            Assert.All(files, f => Assert.Contains(f.Key, _manifests.Data(f.From)?.Keys ?? []));
        });
        Assert.Equal(workload.Pod.Volumes.Select(v => v.Name).Concat(workload.Claims).Order(), workload.Container.VolumeMounts.Select(m => m.Name).Order());
        Assert.True(workload.IsSelectedBy(workload.Selector.MatchLabels));
    }

    [Fact]
    public void Every_secret_that_is_listed_is_used() =>
        Assert.Equal(_manifests.Given.Keys.Order(), _manifests.Workloads.SelectMany(w => w.Pod.Volumes.SelectMany(v => w.Files(v.Name, _manifests))).Select(f => f.From).Where(_manifests.Given.ContainsKey).Distinct().Order());

    [Fact]
    public void Services_budgets_and_policies_find_their_pods_and_their_ports()
    {
        Assert.All(_manifests.Of<V1Service>(), s => Assert.Contains(_manifests.Workloads, w => w.IsSelectedBy(s.Spec.Selector) && s.Spec.Ports.All(p => w.Has(p.TargetPort))));
        Assert.All(_manifests.Of<V1StatefulSet>(), s => Assert.Contains(_manifests.Of<V1Service>(), found => found.Metadata.Name == s.Spec.ServiceName && found.Spec.ClusterIP == "None"));
        Assert.Equal(_manifests.Workloads.Select(w => w.Name).Order(), _manifests.Of<V1PodDisruptionBudget>().Select(b => _manifests.Workloads.Single(w => w.IsSelectedBy(b.Spec.Selector.MatchLabels)).Name).Order());
        Assert.All(_manifests.Of<V1NetworkPolicy>().Where(p => p.Spec.PodSelector.MatchLabels is not null), policy =>
        {
            Workload workload = Assert.Single(_manifests.Workloads, w => w.IsSelectedBy(policy.Spec.PodSelector.MatchLabels));
            Assert.All((policy.Spec.Ingress ?? []).SelectMany(i => i.Ports), p => Assert.True(workload.Has(p.Port), $"{workload.Name} {p.Port}"));
            Assert.All((policy.Spec.Egress ?? []).Where(e => e.To?.All(t => t.PodSelector is not null) == true), e =>
                Assert.All(e.To, to => Assert.Contains(_manifests.Workloads, w => w.IsSelectedBy(to.PodSelector.MatchLabels) && e.Ports.All(p => w.Has(p.Port)))));
        });
    }

    [Theory]
    [MemberData(nameof(Workloads))]
    public void A_pod_is_fenced_watched_and_bounded(string name)
    {
        Workload workload = _manifests.Workloads.Single(w => w.Name == name);
        Assert.True(workload.Pod.SecurityContext is { RunAsNonRoot: true, RunAsUser: > 0, SeccompProfile.Type: "RuntimeDefault" } && workload.Pod.AutomountServiceAccountToken == false);
        V1SecurityContext fence = workload.Container.SecurityContext;
        Assert.True(fence is { ReadOnlyRootFilesystem: true, AllowPrivilegeEscalation: false, Capabilities.Add: null });
        Assert.Equal(["ALL"], fence.Capabilities.Drop);
        Assert.All((V1Probe[])[workload.Container.StartupProbe, workload.Container.LivenessProbe, workload.Container.ReadinessProbe], p => Assert.True(workload.Has(p.HttpGet.Port)));
        Assert.True(workload.Container.Resources.Limits.ContainsKey("memory") && workload.Container.Resources.Requests.ContainsKey("cpu"));
    }

    [Fact]
    public async Task The_definitions_and_the_limits_are_valid()
    {
        await ClusterAsync();
        Mount("loadprobe-controller");
        Mount("loadprobe-agent");
        Ended valid = await Running.LoadProbeAsync($"validate {_root}/etc/loadprobe/definitions {_root}/etc/loadprobe/limits");
        Assert.True(valid.ExitCode == 0, $"{valid}");
    }

    [Theory]
    [InlineData("loadprobe-controller")]
    [InlineData("loadprobe-agent")]
    public async Task What_a_pod_starts_is_taken_by_the_program_with_the_files_that_are_mounted(string name)
    {
        V1Container container = _manifests.Workloads.Single(w => w.Name == name).Container;
        await ClusterAsync();
        Mount(name);
        Assert.Equal(["dotnet", "/app/loadprobe.dll"], container.Command);

        await Keys.GetsFarAsync(string.Join(' ', container.Args.Select(Here)));
    }

    [Fact]
    public async Task The_NATS_servers_take_what_is_mounted_and_are_those_that_the_controller_dials()
    {
        Workload nats = _manifests.Workloads.Single(w => w.Name == "loadprobe-nats");
        await ClusterAsync();
        Mount("loadprobe-nats");
        await Keys.IsTakenAsync(string.Join(' ', nats.Container.Args.Select(Here)));

        string link = _manifests.Workloads.Single(w => w.Name == "loadprobe-controller").Container.Args.Single(a => a.StartsWith("--link=", StringComparison.Ordinal));
        string service = _manifests.Of<V1StatefulSet>().Single(s => s.Metadata.Name == nats.Name).Spec.ServiceName;
        Assert.Equal($"--link={string.Join(',', Enumerable.Range(0, nats.Replicas!.Value).Select(i => $"tls://{nats.Name}-{i}.{service}:4222"))}", link);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Pod(string name) => $"{name}-0";

    // The README's own command, where each pod will find it.
    private async Task ClusterAsync()
    {
        string command = File.ReadLines(Path.Combine(Manifests.Folder, "README.md")).Single(l => l.StartsWith("loadprobe link init keys ", StringComparison.Ordinal));
        if (!Directory.Exists(Path.Combine(keys.Folder, _root[1..]))) await keys.InitAsync(_root[1..], Here(command["loadprobe link init keys ".Length..]));
    }

    private string Here(string argument) => argument.Replace("/etc/loadprobe/", $"{_root}/etc/loadprobe/").Replace("/var/lib/", $"{_root}/var/lib/").Replace("$(POD_NAME)", Pod(argument.Contains("/tokens/", StringComparison.Ordinal) ? "loadprobe-agent" : "loadprobe-nats"));

    // What the pod will see, but for what is its own.
    private void Mount(string name)
    {
        Workload workload = _manifests.Workloads.Single(w => w.Name == name);
        foreach (V1VolumeMount mount in workload.Container.VolumeMounts)
        {
            string within = mount.SubPathExpr?.Replace("$(POD_NAME)", Pod(name)) ?? "";
            foreach ((string path, string from, string key) in workload.Files(mount.Name, _manifests).Where(f => f.Path.StartsWith(within, StringComparison.Ordinal)))
            {
                string file = $"{_root}{mount.MountPath}/{path[within.Length..].TrimStart('/')}";
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, _manifests.Data(from)![key] ?? Secret(from, key));
            }
        }
    }

    private string Secret(string name, string key) => (name, key) switch
    {
        ("loadprobe-store", "address") => keys.StoreAddress,
        ("loadprobe-agent-metrics", _) => keys.MetricsToken,
        ("loadprobe-agent-tokens", _) => keys.Token,
        (_, "tls.crt") => keys.Certificate,
        (_, "tls.key") => keys.CertificateKey,
        ("loadprobe-store", _) => keys.Certificate,
        ("loadprobe-link", _) => File.ReadAllText(Path.Combine(keys.Folder, _root[1..], key)),
        _ => File.ReadAllText(Path.Combine(keys.Folder, _root[1..], $"{name}.loadprobe-nats", key)),
    };
}
