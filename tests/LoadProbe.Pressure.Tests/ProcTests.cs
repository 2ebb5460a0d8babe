namespace LoadProbe.Pressure.Tests;

public sealed class ProcTests
{
    private const int Many = 500;

    [Fact]
    public void Open_files_are_counted_without_looking_at_each()
    {
        string file = Path.GetTempFileName();
        int before = Proc.OpenFiles();
        FileStream[] open = [.. Enumerable.Range(0, Many).Select(_ => new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))];
        // Other tests open and close a few meanwhile.
        Assert.InRange(Proc.OpenFiles() - before, Many - 200, Many + 200);
        foreach (FileStream each in open) each.Dispose();
        File.Delete(file);
    }

    [Fact]
    public void A_short_file_is_read_as_it_is_and_one_that_is_not_there_is_empty()
    {
        Assert.Equal(File.ReadAllText("/proc/self/comm").TrimEnd('\n'), Proc.Short("/proc/self/comm"));
        Assert.Equal("", Proc.Short("/proc/self/nothing"));
    }
}
