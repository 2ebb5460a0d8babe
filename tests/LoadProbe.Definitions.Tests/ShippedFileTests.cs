namespace LoadProbe.Definitions.Tests;

/// <summary>The files that come with LoadProbe.</summary>
public class ShippedFileTests
{
    [Fact]
    public void Every_shipped_file_loads()
    {
        string[] folders = [.. new[] { "probes", "scenarios" }.Select(f => Path.Combine(Root.Folder, f))];
        var loaded = DefinitionFiles.LoadAll(folders);

        Assert.Empty(loaded.Mistakes);
        Assert.Equal(folders.Sum(f => Directory.EnumerateFiles(f, "*.yaml").Count()), loaded.Probes.Count + loaded.Scenarios.Count);
        Assert.Contains(loaded.Scenarios, s => s.Load[0] is FindCapacity { To: 1_000 });
        Assert.Contains(loaded.Scenarios, s => s.Load[0] is StepLoad);
    }
}
