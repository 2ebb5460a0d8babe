using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>The two ways out: results on standard output, progress and complaints on standard error.</summary>
internal static class Screen
{
    private const int WidthOfPipes = 180;

    /// <summary>For results.</summary>
    public static IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>For progress and complaints.</summary>
    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Whether a line on standard error can be written over.</summary>
    public static bool IsLive { get; } = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Says every mistake, one a line.</summary>
    public static int Complain(IReadOnlyCollection<Mistake> mistakes)
    {
        foreach (Mistake mistake in mistakes) Console.Error.WriteLine(mistake);
        return ExitCode.Usage;
    }

    public static int Complain(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Usage;
    }

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        bool plain = redirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (redirected) console.Profile.Width = WidthOfPipes;
        return console;
    }
}
